package org.melange.enrich.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.net.URI;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EndpointTest {

  private static final Endpoint PLAIN = Endpoint.of(URI.create("https://host/v1"), "tiny");

  @ParameterizedTest
  @ValueSource(strings = {"https://host/v1", "https://host/v1/"})
  void pathsAreAppendedToTheBase(String base) {
    HttpRequest request = Endpoint.of(URI.create(base), "tiny").request("files/f-1").build();
    assertThat(request.uri()).hasToString("https://host/v1/files/f-1");
  }

  @Test
  void theKeyIsABearerTokenOrTheValueOfAnotherHeader() {
    ApiKey key = ApiKey.of(" abc\n");
    HttpRequest usual = PLAIN.with(key).request("x").build();
    assertThat(usual.headers().firstValue("Authorization")).contains("Bearer abc");
    Endpoint other =
        new Endpoint(
            PLAIN.base(),
            "tiny",
            "{}",
            "max_tokens",
            Map.of("x-title", "melange"),
            "api-key",
            key,
            PLAIN.timeouts());
    HttpRequest request = other.request("x").build();
    assertThat(request.headers().firstValue("api-key")).contains("abc");
    assertThat(request.headers().firstValue("x-title")).contains("melange");
    assertThat(request.headers().firstValue("Authorization")).isEmpty();
    assertThat(PLAIN.request("x").build().headers().map()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"[]", "1", "\"text\"", "{", ""})
  void parametersAreAJsonObject(String parameters) {
    assertThatThrownBy(
            () ->
                new Endpoint(
                    PLAIN.base(),
                    "tiny",
                    parameters,
                    "max_tokens",
                    Map.of(),
                    "Authorization",
                    ApiKey.NONE,
                    PLAIN.timeouts()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("parameters must be a JSON object");
  }

  @Test
  void copiesDifferInOnePart() {
    Endpoint.Timeouts timeouts =
        new Endpoint.Timeouts(Duration.ofSeconds(1), Duration.ofSeconds(2));
    assertThat(PLAIN.with(timeouts).timeouts()).isEqualTo(timeouts);
    assertThat(PLAIN.with(timeouts).with(PLAIN.timeouts())).isEqualTo(PLAIN);
  }

  @Test
  void theKeyIsMaskedInTexts() {
    ApiKey key = ApiKey.of("secret");
    assertThat(key.hide("a secret, a secret")).isEqualTo("a ***, a ***");
    assertThat(ApiKey.NONE.hide("a secret")).isEqualTo("a secret");
    assertThat(key).hasToString("ApiKey[hidden]");
    assertThat(ApiKey.NONE).hasToString("ApiKey[none]");
    assertThat(PLAIN.with(key).toString()).doesNotContain("secret");
  }

  /** Tasks receive the endpoint without the key, and executors the key from the driver. */
  @Test
  void bothSurviveSerialization() throws Exception {
    Endpoint copy = (Endpoint) copy(PLAIN.with(ApiKey.of("secret")));
    HttpRequest request = copy.request("x").build();
    assertThat(request.headers().firstValue("Authorization")).contains("Bearer secret");
    assertThat(((ApiKey) copy(ApiKey.NONE)).isPresent()).isFalse();
  }

  private static Object copy(Object original) throws IOException, ClassNotFoundException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(original);
    }
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      return in.readObject();
    }
  }
}
