package org.melange.enrich.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.melange.enrich.budget.CallReport.Status;
import org.melange.enrich.budget.Usage;
import org.melange.enrich.chat.Attempt.Delayed;
import org.melange.enrich.chat.Attempt.Done;
import org.melange.enrich.chat.Attempt.Failed;
import org.melange.enrich.chat.ChatReply.Answered;
import org.melange.enrich.chat.ChatReply.Concern;
import org.melange.enrich.chat.ChatReply.Rejected;

/** What a response means for the budget and for the question. */
class ResponsesTest {

  private static final Endpoint ENDPOINT = Endpoint.of(URI.create("http://localhost/v1"), "tiny");
  private static final ChatRequest REQUEST = new ChatRequest("s", "u", "", 20, 30);
  private static final Duration LATENCY = Duration.ofMillis(12);

  private final Responses responses =
      new Responses(
          new ChatCodec(ENDPOINT),
          ApiKey.NONE,
          Clock.fixed(Instant.parse("2026-03-01T12:00:00Z"), ZoneOffset.UTC));

  @Test
  void anAnswerIsFinal() {
    Attempt.Result result =
        read(
            200,
            "{\"model\":\"m\",\"choices\":[{\"message\":{\"content\":\"yes\"}}],"
                + "\"usage\":{\"prompt_tokens\":7,\"completion_tokens\":2,\"total_tokens\":9}}");
    assertThat(result.report().status()).isEqualTo(Status.ANSWERED);
    assertThat(result.report().usage()).isEqualTo(new Usage(7, 2));
    Answered answered = (Answered) ((Done) result.attempt()).reply();
    assertThat(answered.content()).isEqualTo("yes");
    assertThat(answered.attempts()).isEqualTo(3);
    assertThat(answered.latency()).isEqualTo(LATENCY);
  }

  @Test
  void aBodyThatIsNotAnAnswerIsRetriedAndChargedAsEstimated() {
    Attempt.Result result = read(200, "{\"choices\": [{\"mess");
    assertThat(result.report().status()).isEqualTo(Status.BROKEN);
    assertThat(result.report().usage()).isEqualTo(REQUEST.estimate());
    assertThat(result.attempt()).isEqualTo(new Failed("200, but not a chat completion"));
  }

  @ParameterizedTest
  @CsvSource({"500, BROKEN", "502, BROKEN", "503, BROKEN", "408, TRANSIENT", "409, TRANSIENT"})
  void failuresOfTheServiceAreRetried(int code, Status status) {
    Attempt.Result result = read(code, "{\"error\":{\"message\":\"oops\"}}");
    assertThat(result.report().status()).isEqualTo(status);
    assertThat(result.report().usage()).isEqualTo(Usage.NONE);
    assertThat(result.attempt()).isEqualTo(new Failed(code + " oops"));
  }

  @ParameterizedTest
  @CsvSource({
    "400, content_filter, REFUSED, QUESTION",
    "400, unsupported_value, REJECTED, REQUEST",
    "403, permission, REJECTED, REQUEST",
    "404, model_not_found, REJECTED, CALLER",
    "401, invalid_api_key, DENIED, CALLER",
    "429, insufficient_quota, REJECTED, CALLER"
  })
  void refusalsAreFinalAndSayWhatTheyAreAbout(
      int code, String error, Status status, Concern concern) {
    Attempt.Result result =
        read(code, "{\"error\":{\"message\":\"no\",\"code\":\"" + error + "\"}}");
    assertThat(result.report().status()).isEqualTo(status);
    assertThat(result.report().why()).isEqualTo(code + " no");
    assertThat(((Done) result.attempt()).reply())
        .isEqualTo(new Rejected(code, code + " no", concern));
  }

  @Test
  void anErrorWithinA200IsAnError() {
    Attempt.Result result =
        read(
            200,
            "{\"error\":{\"message\":\"slow down\",\"code\":\"rate_limit_exceeded\"},"
                + "\"usage\":{\"prompt_tokens\":4,\"completion_tokens\":0}}");
    assertThat(result.report().status()).isEqualTo(Status.THROTTLED);
    assertThat(result.report().usage()).isEqualTo(new Usage(4, 0));
    assertThat(result.attempt()).isEqualTo(new Delayed(false));
  }

  @Test
  void aRateLimitWithATimeIsEnforcedByTheBudget() {
    Attempt.Result result = read(429, "{}", Map.of("Retry-After", List.of("7")));
    assertThat(result.report().pause()).isEqualTo(Duration.ofSeconds(7));
    assertThat(result.attempt()).isEqualTo(new Delayed(true));
  }

  @Test
  void onlyRefusalsAreRejected() {
    ServiceError broken = ServiceError.of(500, new byte[0], ApiKey.NONE);
    assertThatThrownBy(() -> Responses.rejected(broken))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("not a refusal");
  }

  private Attempt.Result read(int status, String body) {
    return read(status, body, Map.of());
  }

  private Attempt.Result read(int status, String body, Map<String, List<String>> headers) {
    return responses.read(
        REQUEST,
        new Received(
            status,
            body.getBytes(StandardCharsets.UTF_8),
            HttpHeaders.of(headers, (name, value) -> true)),
        LATENCY,
        3);
  }

  /** A response as the HTTP client hands it over. */
  private record Received(int statusCode, byte[] body, HttpHeaders headers)
      implements HttpResponse<byte[]> {
    @Override
    public HttpRequest request() {
      return HttpRequest.newBuilder(uri()).build();
    }

    @Override
    public Optional<HttpResponse<byte[]>> previousResponse() {
      return Optional.empty();
    }

    @Override
    public Optional<SSLSession> sslSession() {
      return Optional.empty();
    }

    @Override
    public URI uri() {
      return ENDPOINT.base();
    }

    @Override
    public HttpClient.Version version() {
      return HttpClient.Version.HTTP_1_1;
    }
  }
}
