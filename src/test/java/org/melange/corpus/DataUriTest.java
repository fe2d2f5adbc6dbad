package org.melange.corpus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Data URIs as programs write them. */
class DataUriTest {

  /** Every byte value, and a length that needs padding: base64 with {@code +}, {@code /}, =. */
  private static final byte[] DATA = bytes();

  private static final String BASE64 = Base64.getEncoder().encodeToString(DATA);

  private static byte[] bytes() {
    byte[] bytes = new byte[257];
    IntStream.range(0, bytes.length).forEach(i -> bytes[i] = (byte) (i * 7));
    return bytes;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "data:image/png;base64,",
        "data:;base64,",
        "data:base64,",
        "DATA:image/png;BASE64,",
        " data:image/png;base64, ",
        "data:image/png;charset=utf-8;base64,",
        "data:image/png; base64,"
      })
  void base64IsDecoded(String prefix) {
    assertThat(BASE64).contains("+", "/", "=");
    assertThat(DataUri.is(prefix)).isTrue();
    assertThat(DataUri.decode(prefix + BASE64)).isEqualTo(DATA);
  }

  @Test
  void base64MayBeWrittenInManyWays() {
    String prefix = "data:image/png;base64,";
    String wrapped = BASE64.replaceAll("(.{76})", "$1\r\n");
    String urlSafe = BASE64.replace('+', '-').replace('/', '_');
    String escaped = BASE64.replace("+", "%2B").replace("/", "%2f").replace("=", "%3D");
    for (String text : new String[] {wrapped, urlSafe, escaped, BASE64.replace("=", "")}) {
      assertThat(DataUri.decode(prefix + text)).as(text).isEqualTo(DATA);
    }
  }

  @Test
  void otherDataIsPercentDecoded() {
    StringBuilder escaped = new StringBuilder("data:image/png,");
    for (byte b : DATA) {
      escaped.append(String.format(Locale.ROOT, "%%%02X", b));
    }
    assertThat(DataUri.decode(escaped.toString())).isEqualTo(DATA);
    assertThat(DataUri.decode("data:,a+b%zz\u00e9,%"))
        .isEqualTo("a+b%zz\u00e9,%".getBytes(StandardCharsets.UTF_8));
    assertThat(DataUri.decode("data:,")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "data:image/png;base64",
        "data:",
        "data:;base64,A",
        "data:;base64,AB*D",
        "data:;base64,AAAA=AAA"
      })
  void malformedUrisAreRejected(String uri) {
    assertThat(DataUri.is(uri)).isTrue();
    assertThatThrownBy(() -> DataUri.decode(uri)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void otherAddressesAreNotDataUris() {
    assertThat(DataUri.is("data/x.png")).isFalse();
    assertThat(DataUri.is("http://host/data:,x")).isFalse();
  }
}
