package org.melange.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EndpointsTest {

  @ParameterizedTest
  @ValueSource(
      strings = {"https://host/v1", "http://10.0.0.1:8000/v1", "http://[::1]:8000", "https://host"})
  void baseUrlsAreValid(String address) {
    assertThat(Endpoints.isValid(address)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "host",
        "ftp://host",
        "https:///v1",
        "https://host:65536",
        "https://me@host",
        "https://host?a=b",
        "https://host#a",
        "https://ho st"
      })
  void otherTextsAreNot(String address) {
    assertThat(Endpoints.isValid(address)).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "https://user:word@host/v1, https://...@host/v1",
    "user:word@host, ...@host",
    "https://host/v1?key=word, https://host/v1?...",
    "https://host/v1#word, https://host/v1#..."
  })
  void secretsAreRemovedFromMessages(String address, String shown) {
    assertThat(Endpoints.withoutUser(address)).isEqualTo(shown);
  }

  @ParameterizedTest
  @CsvSource({
    "X-Title, true, true",
    "x-api-key, false, true",
    "AUTHORIZATION, false, true",
    "Content-Length, false, false",
    "Host, false, false"
  })
  void headersOfTheClientAndSecretsAreReserved(String name, boolean settings, boolean key) {
    assertThat(Endpoints.mayBeSet(name)).isEqualTo(settings);
    assertThat(Endpoints.mayCarryKey(name)).isEqualTo(key);
  }

  @ParameterizedTest
  @CsvSource({"X-A, b, true", "X A, b, false", "'', b, false", "X-A, 'a\u0416', false"})
  void headersFollowHttp(String name, String value, boolean valid) {
    assertThat(Endpoints.isHeader(name, value)).isEqualTo(valid);
  }
}
