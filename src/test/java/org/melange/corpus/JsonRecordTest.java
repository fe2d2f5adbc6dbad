package org.melange.corpus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonRecordTest {

  private static final String ZEROS =
      "0000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000"
          + "0000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000"
          + "0000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000"
          + "0000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000";

  private final JsonRecord fields =
      read(
          "{\"s\":\"x\",\"n\":7,\"huge\":-99999999999999999999,\"list\":[\"a\",null],\"none\":null}");

  @Test
  void takesTheFirstFieldThatIsThere() throws ParseException {
    assertThat(fields.string("none", "absent", "s")).contains("x");
    assertThat(fields.string("absent", "none")).isEmpty();
  }

  @Test
  void readsEachType() throws ParseException {
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
            ParseException.class,
            failure -> assertThat(failure.reason()).isEqualTo(Rejection.Reason.WRONG_TYPE))
        .hasMessage("n must be a string, found a JSON number 7");
    assertThatThrownBy(() -> fields.integer("s")).hasMessageContaining("a whole number");
    assertThatThrownBy(() -> fields.array("s")).hasMessageContaining("an array");
    assertThatThrownBy(() -> fields.identifier("list")).hasMessageContaining("a string");
  }

  @ParameterizedTest
  @CsvSource({
    "9.0, 9",
    "9e2, 900",
    "-0.0, 0",
    "17.5, ",
    "123456789012345678901234567890, 123456789012345678901234567890",
    "1e400, 1" + ZEROS,
    "1e2147483647, ",
  })
  void takesWholeNumbersHoweverTheyAreWritten(String written, String identifier) {
    JsonRecord record = read("{\"n\":" + written + "}");
    if (identifier == null) {
      assertThatThrownBy(() -> record.identifier("n"))
          .hasMessageContaining("n must be a string or a whole number, found a JSON number");
    } else {
      assertThat(identifierOf(record)).isEqualTo(identifier);
    }
  }

  @Test
  void floatingPointNumbersGiveAllTheirDigits() throws ParseException {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    JsonRecord record = new JsonRecord(node);
    node.put("n", 0x1p60);
    assertThat(record.identifier("n")).contains("1152921504606846976");
    assertThat(record.integer("n")).contains(1L << 60);
    node.put("n", 16777216f);
    assertThat(record.identifier("n")).contains("16777216");
    for (double value : new double[] {1.5, Double.NaN, Double.NEGATIVE_INFINITY}) {
      node.put("n", value);
      assertThatThrownBy(() -> record.identifier("n"))
          .as("%s", value)
          .isInstanceOf(ParseException.class);
    }
  }

  @Test
  void namesTheKeyThatIsThere() {
    assertThatThrownBy(() -> fields.string("absent", "n")).hasMessageStartingWith("n must be");
  }

  @Test
  void integersBeyondLongsBecomeTheNearest() throws ParseException {
    assertThat(read("{\"n\":1e2147483647}").integer("n")).contains(Long.MAX_VALUE);
    assertThat(read("{\"n\":-1e30}").integer("n")).contains(Long.MIN_VALUE);
  }

  @Test
  void givesTheOtherFieldsInOrderAndStaysAsItIs() {
    String before = fields.toString();
    assertThat(fields.without(Set.of("n", "huge", "list")))
        .hasToString("{\"s\":\"x\",\"none\":null}");
    assertThat(fields).hasToString(before);
  }

  private static String identifierOf(JsonRecord record) {
    try {
      return record.identifier("n").orElseThrow();
    } catch (ParseException failure) {
      throw new AssertionError(failure);
    }
  }

  private static JsonRecord read(String line) {
    try {
      return new JsonLines(1_000).read(line);
    } catch (ParseException failure) {
      throw new AssertionError(failure);
    }
  }
}
