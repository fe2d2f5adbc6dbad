package org.melange.corpus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Set;
import org.junit.jupiter.api.Test;

class JsonRecordTest {

  private final JsonRecord fields =
      read(
          "{\"s\":\"x\",\"n\":7,\"huge\":-99999999999999999999,\"list\":[\"a\",null],\"none\":null}");

  @Test
  void takesTheFirstFieldThatIsThere() throws Refusal {
    assertThat(fields.string("none", "absent", "s")).contains("x");
    assertThat(fields.string("absent", "none")).isEmpty();
  }

  @Test
  void readsEachType() throws Refusal {
    assertThat(fields.identifier("n")).contains("7");
    assertThat(fields.identifier("s")).contains("x");
    assertThat(fields.integer("n")).contains(7L);
    assertThat(fields.integer("huge")).contains(Long.MIN_VALUE);
    assertThat(fields.integer("absent")).isEmpty();
    assertThat(fields.strings("list")).containsExactly("a");
    assertThat(fields.strings("s")).containsExactly("x");
    assertThat(fields.strings("absent")).isEmpty();
  }

  @Test
  void saysWhatIsOfTheWrongType() {
    assertThatThrownBy(() -> fields.string("n"))
        .isInstanceOfSatisfying(
            Refusal.class,
            refusal -> assertThat(refusal.reason()).isEqualTo(Rejection.Reason.WRONG_TYPE))
        .hasMessage("n must be a string, found a JSON number");
    assertThatThrownBy(() -> fields.integer("s")).hasMessageContaining("a whole number");
    assertThatThrownBy(() -> fields.array("s")).hasMessageContaining("an array");
    assertThatThrownBy(() -> fields.identifier("list")).hasMessageContaining("a string");
  }

  @Test
  void givesTheOtherFieldsInOrderAndStaysAsItIs() {
    String before = fields.toString();
    assertThat(fields.without(Set.of("n", "huge", "list")))
        .hasToString("{\"s\":\"x\",\"none\":null}");
    assertThat(fields).hasToString(before);
  }

  private static JsonRecord read(String line) {
    try {
      return new JsonLines(1_000).read(line);
    } catch (Refusal refusal) {
      throw new AssertionError(refusal);
    }
  }
}
