package org.melange.enrich.chat;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.melange.enrich.chat.ServiceError.Kind;

/** The kinds of errors, with their own status or within a 200. */
class ServiceErrorTest {

  private static final ApiKey KEY = ApiKey.of("sk-very-secret-word");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "400 |"
            + " {\"error\":{\"message\":\"m\",\"code\":\"unsupported_value\",\"param\":\"temperature\"}}"
            + " | REQUEST",
        "400 | {\"error\":{\"message\":\"m\",\"code\":\"context_length_exceeded\"}}    | REQUEST",
        "400 | {\"object\":\"error\",\"message\":\"m\",\"type\":\"BadRequestError\",\"code\":400} |"
            + " REQUEST",
        "422 | {\"detail\":[{\"msg\":\"extra fields\"}]}                              | REQUEST",
        "307 | ''                                                                     | REQUEST",
        "400 | {\"error\":{\"message\":\"m\",\"code\":\"content_filter\"}}             | QUESTION",
        "400 | {\"error\":{\"message\":\"m\",\"code\":\"content_policy_violation\"}}   | QUESTION",
        "400 |"
            + " {\"error\":{\"code\":\"x\",\"innererror\":{\"code\":\"ResponsibleAIPolicyViolation\"}}}"
            + " | QUESTION",
        "403 | {\"error\":{\"code\":403,\"metadata\":{\"flagged_input\":\"bad\"}}}     | QUESTION",
        "403 | blocked                                                                | REQUEST",
        "401 | {\"error\":{\"message\":\"m\"}}                                         | CALLER",
        "402 | ''                                                                     | CALLER",
        "404 | {\"error\":{\"message\":\"no such model\"}}                             | CALLER",
        "429 | {\"error\":{\"message\":\"m\",\"code\":\"rate_limit_exceeded\"}}        | THROTTLED",
        "429 | busy                                                                   | THROTTLED",
        "429 | {\"error\":{\"message\":\"m\",\"code\":\"insufficient_quota\"}}         | CALLER",
        "408 | ''                                                                     | TRANSIENT",
        "500 | {\"error\":{\"message\":\"m\",\"code\":\"content_filter_down\"}}        | BROKEN",
        "529 | {\"error\":{\"message\":\"m\",\"type\":\"overloaded_error\"}}           | BROKEN"
      })
  void anErrorHasAKind(int status, String body, Kind kind) {
    ServiceError error = ServiceError.of(status, body.getBytes(UTF_8), KEY);
    assertThat(error.kind()).isEqualTo(kind);
    assertThat(error.message()).startsWith(String.valueOf(status));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"error\":{\"message\":\"m\",\"code\":429,\"type\":\"invalid_request_error\"}} | 429 |"
            + " THROTTLED",
        "{\"error\":{\"message\":\"m\",\"type\":\"rate_limit_error\"}}                   | 429 |"
            + " THROTTLED",
        "{\"error\":{\"message\":\"m\",\"type\":\"overloaded_error\"}}                   | 503 |"
            + " BROKEN",
        "{\"error\":{\"message\":\"m\",\"type\":\"invalid_request_error\"}}              | 400 |"
            + " REQUEST",
        "{\"error\":{\"message\":\"m\",\"code\":\"content_filter\"}}                     | 400 |"
            + " QUESTION",
        "{\"error\":{\"message\":\"m\",\"type\":\"authentication_error\"}}               | 401 |"
            + " CALLER",
        "{\"error\":{\"message\":\"m\",\"code\":\"insufficient_quota\"}}                 | 429 |"
            + " CALLER",
        "{\"error\":{\"message\":\"m\"}}                                                 | 502 |"
            + " BROKEN",
        "{\"error\":\"m\"}                                                               | 502 |"
            + " BROKEN",
        "{\"choices\":[{\"finish_reason\":\"error\",\"error\":{\"message\":\"m\",\"code\":503}}]} |"
            + " 503 | BROKEN"
      })
  void anErrorWithin200IsThatError(String body, int status, Kind kind) {
    ServiceError error = ServiceError.within(body.getBytes(UTF_8), KEY).orElseThrow();
    assertThat(error.status()).isEqualTo(status);
    assertThat(error.kind()).isEqualTo(kind);
    assertThat(error.message()).isEqualTo(status + " m");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "nonsense",
        "{}",
        "{\"error\":null}",
        "{\"error\":{}}",
        "{\"error\":\"\"}",
        "{\"error\":{\"code\":429},\"choices\":[{\"message\":{\"content\":\"yes\"}}]}"
      })
  void anAnswerIsNotAnError(String body) {
    assertThat(ServiceError.within(body.getBytes(UTF_8), KEY)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"error\":{\"message\":\"too\\n  many\"}} | 400 too many",
        "{\"error\":\"too many\"}                   | 400 {\"error\":\"too many\"}",
        "<h1>too\tmany</h1>                         | 400 <h1>too many</h1>",
        "''                                         | 400",
        "{\"error\":{\"message\":\"sk-very-secret-word\"}} | 400 ***",
        "{\"error\":{\"message\":\"a\\u001b[31mb\"}} | 400 a [31mb"
      })
  void aMessageIsOneLine(String body, String line) {
    assertThat(ServiceError.of(400, body.getBytes(UTF_8), KEY).message()).isEqualTo(line);
  }

  @Test
  void aLongMessageIsTruncatedBetweenCharactersAndNeverWithinTheKey() {
    String globes = "\uD83C\uDF0D".repeat(300);
    assertThat(ServiceError.line(globes, KEY)).isEqualTo(globes);
    assertThat(ServiceError.line(globes + "x", KEY)).isEqualTo(globes + "...");
    for (int before = 270; before <= 300; before++) {
      assertThat(ServiceError.line("x".repeat(before) + " sk-very-secret-word!", KEY))
          .doesNotContain("sk", "word");
    }
  }
}
