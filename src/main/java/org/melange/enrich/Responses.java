package org.melange.enrich;

import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import org.melange.enrich.Attempt.Done;
import org.melange.enrich.Attempt.Failed;
import org.melange.enrich.Attempt.Verdicted;
import org.melange.enrich.CallReport.Verdict;
import org.melange.enrich.ChatReply.Answered;
import org.melange.enrich.ChatReply.Rejected;

/** What a service's responses mean. Thread-safe. */
final class Responses {

  private static final String QUOTA = "insufficient_quota";

  private final ChatCodec codec;
  private final ApiKey key;
  private final Clock clock;

  Responses(ChatCodec codec, ApiKey key, Clock clock) {
    this.codec = codec;
    this.key = key;
    this.clock = clock;
  }

  /** Reads the response to attempt number {@code attempts}. */
  Verdicted read(
      ChatRequest request, HttpResponse<byte[]> response, Duration latency, int attempts) {
    int status = response.statusCode();
    if (status == 200) {
      return answer(request, response, latency, attempts);
    }
    String why = why(status, response.body());
    Duration pause = RateHeaders.refused(response.headers(), clock);
    if (status == 429 && !ChatCodec.errorCode(response.body()).equals(QUOTA)) {
      return Verdicted.of(Verdict.THROTTLED, Usage.NONE, pause, new Failed(why));
    }
    if (status >= 500) {
      return Verdicted.of(Verdict.BROKEN, Usage.NONE, pause, new Failed(why));
    }
    if (status == 408 || status == 409) {
      return Verdicted.of(Verdict.REJECTED, Usage.NONE, pause, new Failed(why));
    }
    Verdict verdict = status == 401 || status == 403 ? Verdict.DENIED : Verdict.REJECTED;
    return Verdicted.of(verdict, Usage.NONE, Duration.ZERO, new Done(new Rejected(status, why)));
  }

  private Verdicted answer(
      ChatRequest request, HttpResponse<byte[]> response, Duration latency, int attempts) {
    return codec
        .decode(request, response.body())
        .map(
            content ->
                Verdicted.of(
                    Verdict.ANSWERED,
                    content.usage(),
                    RateHeaders.answered(response.headers()),
                    new Done(
                        new Answered(
                            content.text(),
                            content.finish(),
                            content.usage(),
                            content.model(),
                            latency,
                            attempts))))
        .orElseGet(
            () ->
                Verdicted.of(
                    Verdict.BROKEN,
                    request.estimate(),
                    Duration.ZERO,
                    new Failed("200, but no chat completion")));
  }

  private String why(int status, byte[] body) {
    return (status + " " + ChatCodec.error(body, key)).strip();
  }
}
