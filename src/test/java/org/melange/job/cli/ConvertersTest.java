package org.melange.job.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

/** Times and sizes of options. */
class ConvertersTest {

  @ParameterizedTest
  @CsvSource({"7d, P7D", "90m, PT1H30M", "0s, PT0S"})
  void parsesTimes(String text, Duration time) {
    assertThat(new TimeConverter().convert(text)).isEqualTo(time);
  }

  @ParameterizedTest
  @ValueSource(strings = {"-1h", "soon", ""})
  void rejectsOtherTimes(String text) {
    assertThatThrownBy(() -> new TimeConverter().convert(text))
        .isInstanceOf(TypeConversionException.class)
        .hasMessage("'" + text + "' is not a time such as 5h, 90m or 30s");
  }

  @Test
  void parsesSizes() {
    assertThat(new SizeConverter().convert("128M")).isEqualTo(128L << 20);
    assertThat(new SizeConverter().convert("1")).isEqualTo(1L);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "-5M", "large"})
  void rejectsOtherSizes(String text) {
    assertThatThrownBy(() -> new SizeConverter().convert(text))
        .isInstanceOf(TypeConversionException.class)
        .hasMessage("'" + text + "' is not a size such as 128M or 1G");
  }
}
