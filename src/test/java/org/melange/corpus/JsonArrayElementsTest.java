package org.melange.corpus;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayInputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.NoSuchElementException;
import org.junit.jupiter.api.Test;

class JsonArrayElementsTest {

  @Test
  void elementsComeInOrderHoweverOftenOneAsks() {
    JsonArrayElements<String> elements = read("\uFEFF [1, \"\u00e4\", null, {\"a\": [2]}] \n");
    assertThat(elements.next()).isEqualTo("1");
    for (int i = 0; i < 3; i++) {
      assertThat(elements.hasNext()).isTrue();
    }
    assertThat(elements.next()).isEqualTo("\"\u00e4\"");
    assertThat(elements.next()).isEqualTo("null");
    assertThat(elements.next()).isEqualTo("{\"a\":[2]}");
    assertThat(elements.hasNext()).isFalse();
    assertThatThrownBy(elements::next).isInstanceOf(NoSuchElementException.class);
  }

  /** Wherever a file was truncated, its complete elements are read and then an error says so. */
  @Test
  void aTruncatedFileEndsWithAnError() {
    String json = "[{\"a\":\"\u00e4\"},[{}],\"text\"]";
    byte[] file = json.getBytes(UTF_8);
    for (int length = 1; length < file.length; length++) {
      List<String> read = new ArrayList<>();
      JsonArrayElements<String> elements = read(Arrays.copyOf(file, length));
      assertThatThrownBy(() -> elements.forEachRemaining(read::add))
          .as("%d bytes", length)
          .isInstanceOf(DamagedInputException.class)
          .hasMessageMatching(
              String.format(
                  Locale.ROOT,
                  "the JSON array is truncated \\(line 1, column \\d+\\), after %d complete"
                      + " elements",
                  read.size()));
      assertThat(read)
          .isEqualTo(List.of("{\"a\":\"\u00e4\"}", "[{}]", "\"text\"").subList(0, read.size()));
    }
  }

  @Test
  void anErrorSaysWhereTheArrayBreaksOff() {
    JsonArrayElements<String> elements = read("[{\"a\": 1},\n {\"b\": [1, oops]}, {\"c\": 2}]");
    assertThat(elements.next()).isEqualTo("{\"a\":1}");
    assertThatThrownBy(elements::hasNext)
        .isInstanceOf(DamagedInputException.class)
        .hasMessageContaining("'oops'")
        .hasMessageContaining("in '1/b/1' (line 2, column ")
        .hasMessageEndingWith("after 1 complete elements");
    assertThatThrownBy(() -> read("[] 1").hasNext()).hasMessageContaining("after the array");
  }

  private static JsonArrayElements<String> read(String json) {
    return read(json.getBytes(UTF_8));
  }

  private static JsonArrayElements<String> read(byte[] json) {
    return new JsonArrayElements<>(new ByteArrayInputStream(json), JsonNode::toString);
  }
}
