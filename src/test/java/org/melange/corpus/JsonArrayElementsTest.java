package org.melange.corpus;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayInputStream;
import java.util.ArrayList;
import java.util.List;
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

  /** However a file was cut, what is whole in it is read, and one outcome tells of the rest. */
  @Test
  void aCutFileGivesItsWholeElementsAndOneFault() {
    String json = "[{\"a\":\"\u00e4\"},[{}],\"text\"]";
    byte[] file = json.getBytes(UTF_8);
    for (int length = 1; length < file.length; length++) {
      List<String> read = new ArrayList<>();
      read(java.util.Arrays.copyOf(file, length)).forEachRemaining(read::add);
      assertThat(read.get(read.size() - 1)).as("%d bytes", length).startsWith("broken: ");
      assertThat(read.subList(0, read.size() - 1))
          .isEqualTo(List.of("{\"a\":\"\u00e4\"}", "[{}]", "\"text\"").subList(0, read.size() - 1));
    }
  }

  private static JsonArrayElements<String> read(String json) {
    return read(json.getBytes(UTF_8));
  }

  private static JsonArrayElements<String> read(byte[] json) {
    return new JsonArrayElements<>(
        new ByteArrayInputStream(json),
        JsonNode::toString,
        refusal -> "broken: " + refusal.getMessage());
  }
}
