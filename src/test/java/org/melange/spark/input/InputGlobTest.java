package org.melange.spark.input;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Globs of inputs. */
class InputGlobTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/a/b/*.json | /a/b | 1",
        "/a//b/date=*/*.json | /a/b | 2",
        "/* | '' | 1",
        "/a/{b,c}/d | /a | 2",
        "/plain/path | /plain/path | 0",
        "/a\\*b/x? | /a*b | 1",
        "/a/[ab]/c/d | /a | 3"
      })
  void splitsIntoAFixedDirectoryAndPatterns(String glob, String fixed, int components) {
    InputGlob parsed = InputGlob.of(glob);
    assertThat(parsed.fixed()).isEqualTo(fixed);
    assertThat(parsed.components()).isEqualTo(components);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "*.json | a.json | true",
        "*.json | a.jsonl | false",
        "?.json | ab.json | false",
        "[a-c]x | bx | true",
        "[^a]x | ax | false",
        "{one,two}.json | two.json | true",
        "{one,two}.json | three.json | false",
        "a\\* | a* | true",
        "a\\** | a*b | true",
        "* | .hidden | false",
        "* | _SUCCESS | false",
        "* | part._COPYING_ | false",
        "* | _date=1 | true",
        ".* | .hidden | true",
        "_* | _SUCCESS | true",
        "[_.]* | _SUCCESS | false"
      })
  void matchesNamesAndHidesWhatOtherProgramsHide(String pattern, String name, boolean matches) {
    InputGlob glob = InputGlob.of("/dir*/" + pattern);
    assertThat(glob.matches(1, name)).isEqualTo(matches);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/a/[", "/a/{b", "/a*/[z-a]"})
  void rejectsMalformedGlobs(String glob) {
    assertThatThrownBy(() -> InputGlob.of(glob)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void theRootMatchesAnything() {
    assertThat(InputGlob.of("/").fixed()).isEmpty();
    assertThat(InputGlob.of("/").components()).isZero();
  }
}
