package org.melange.corpus;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Images as data sets and people write them: none of them costs the post. */
class JsonImagesTest {

  private static final byte[] CONTENT = "\u00fb\u00ff image ~~~ bytes??".getBytes(UTF_8);

  static Stream<String> encodings() {
    String basic = Base64.getEncoder().encodeToString(CONTENT);
    return Stream.of(
        basic,
        basic.replace("=", ""),
        Base64.getUrlEncoder().encodeToString(CONTENT),
        Base64.getUrlEncoder().withoutPadding().encodeToString(CONTENT),
        Base64.getMimeEncoder(8, "\\r\\n".translateEscapes().getBytes(UTF_8))
            .encodeToString(CONTENT)
            .replace("\r\n", "\\r\\n"),
        " " + basic + "\\n");
  }

  @ParameterizedTest
  @MethodSource("encodings")
  void bytesAreBase64AsEncodersWriteIt(String base64) {
    assertThat(images("[{\"bytes\": \"" + base64 + "\", \"path\": \"a.jpg\"}]").get(0))
        .isInstanceOfSatisfying(
            ImageRef.Bytes.class, bytes -> assertThat(bytes.content()).isEqualTo(CONTENT));
  }

  @Test
  void bytesMayBeADataUri() {
    String uri = "data:image/png;base64,AQID";
    assertThat(images("[{\"bytes\": \"" + uri + "\"}]")).containsExactly(new ImageRef.Uri(uri));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"a.jpg\" | a.jpg",
        "[\"a.jpg\"] | a.jpg",
        "{\"path\": \"a.jpg\", \"bytes\": null} | a.jpg",
        "[{\"path\": \"a.jpg\", \"bytes\": \"\"}] | a.jpg",
        "[{\"url\": \"a.jpg\"}] | a.jpg",
        "[{\"file_name\": \"a.jpg\", \"width\": 3}] | a.jpg",
        "[null, {\"uri\": null, \"url\": \" \", \"path\": \"a.jpg\"}] | a.jpg",
        "[{\"bytes\": \"?\"}] | data:;base64,?",
        "[1] | data:application/json,1",
        "[{\"href\": \"a.jpg\"}] | data:application/json,{\"href\":\"a.jpg\"}",
        "[{\"bytes\": 5, \"uri\": null}] | data:application/json,{\"bytes\":5,\"uri\":null}",
      })
  void anImageIsItsAddressOrCountsAsUnusable(String images, String uri) {
    assertThat(images(images)).containsExactly(new ImageRef.Uri(uri));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"null", "[]", "[null, \"\", \" \"]", "[{}]", "[{\"uri\": null, \"bytes\": null}]"})
  void whatNamesNothingIsNoImage(String images) {
    assertThat(images(images)).isEmpty();
  }

  @Test
  void bytesThatAreThereButEmptyAreAnEmptyImage() {
    assertThat(images("[{\"bytes\": \"\"}]").get(0))
        .isInstanceOfSatisfying(
            ImageRef.Bytes.class, bytes -> assertThat(bytes.content()).isEmpty());
  }

  @Test
  void bytesOfATableAreTakenAsTheyAre() throws ParseException {
    ObjectNode image = JsonNodeFactory.instance.objectNode().put("bytes", CONTENT);
    ObjectNode post = JsonNodeFactory.instance.objectNode();
    post.putArray("images").add(image).add(JsonNodeFactory.instance.binaryNode(CONTENT));
    assertThat(JsonImages.read(new JsonRecord(post)))
        .hasSize(2)
        .allSatisfy(read -> assertThat(((ImageRef.Bytes) read).content()).isEqualTo(CONTENT));
  }

  private static List<ImageRef> images(String images) {
    String line = "{\"post_id\":\"p\",\"text\":\"t\",\"images\":" + images + "}";
    return Outcomes.accepted(new JsonlPostParser().parse(line)).post().images();
  }
}
