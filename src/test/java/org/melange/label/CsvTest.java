package org.melange.label;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CsvTest {

  private static final List<String> PIECES =
      List.of(
          "=", "+", "-", "@", "'", "\"", ",", ";", "\t", "\r", "\n", "\r\n", "a", "é", " ", "1");

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void cellsReadBackAsTheyWere(long seed) {
    Random random = new Random(seed);
    List<List<String>> rows = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      rows.add(List.of("x", cell(random), cell(random), cell(random)));
    }
    String file =
        rows.stream().map(Csv::line).collect(Collectors.joining("\r\n", "a,b,c,d\r\n", ""));
    assertThat(Csv.parse(file).stream().skip(1).map(Csv.Line::cells)).isEqualTo(rows);
  }

  private static String cell(Random random) {
    return IntStream.range(0, random.nextInt(6))
        .mapToObj(i -> PIECES.get(random.nextInt(PIECES.size())))
        .collect(Collectors.joining());
  }

  @ParameterizedTest
  @CsvSource({"=1+1,'''=1+1'", "@x,'''@x'", "-5,'''-5'", "+x,'''+x'", "'''x','''''x'", "a=b,a=b"})
  void noCellIsAFormula(String cell, String written) {
    assertThat(Csv.line(List.of(cell))).isEqualTo(written);
  }

  @Test
  void quotesAreDoubled() {
    assertThat(Csv.line(List.of("a \"b\"", "c,d", "e\nf", "g")))
        .isEqualTo("\"a \"\"b\"\"\",\"c,d\",\"e\nf\",g");
  }

  @ParameterizedTest
  @ValueSource(strings = {",", ";", "\t"})
  void spreadsheetsMayChangeSeparatorsLineEndsAndBeginning(String separator) {
    String file = "\ufeffa,b,c\n1,,3\r\n\r4,5,\n".replace(",", separator);
    assertThat(Csv.parse(file))
        .containsExactly(
            new Csv.Line(1, List.of("a", "b", "c")),
            new Csv.Line(2, List.of("1", "", "3")),
            new Csv.Line(4, List.of("4", "5", "")));
  }

  @Test
  void aLineHasTheNumberThatItBeginsAt() {
    assertThat(Csv.parse("a,b\n\"x\ny\",1\nz,2").stream().map(Csv.Line::number))
        .containsExactly(1, 2, 4);
  }

  @Test
  void aQuoteThatIsNotClosedIsNamed() {
    assertThatThrownBy(() -> Csv.parse("a,b\nc,\"d\n"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("line 2: a quoted cell does not end");
  }
}
