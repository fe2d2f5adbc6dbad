package org.melange.enrich.chat;

import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.melange.enrich.budget.CallReport;
import org.melange.enrich.budget.CallReport.Verdict;
import org.melange.enrich.budget.Usage;
import org.melange.enrich.chat.Attempt.Delayed;
import org.melange.enrich.chat.Attempt.Done;
import org.melange.enrich.chat.Attempt.Failed;
import org.melange.enrich.chat.Attempt.Verdicted;
import org.melange.enrich.chat.ChatReply.Answered;
import org.melange.enrich.chat.ChatReply.Concern;
import org.melange.enrich.chat.ChatReply.Rejected;

/** What a service's responses mean. Thread-safe. */
public final class Responses {

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
    if (status != 200) {
      return error(ServiceError.of(status, response.body(), key), Usage.NONE, response);
    }
    Optional<ServiceError> inside = ServiceError.within(response.body(), key);
    return inside.isPresent()
        ? error(inside.get(), codec.reported(response.body()), response)
        : answer(request, response, latency, attempts);
  }

  private Verdicted error(ServiceError error, Usage usage, HttpResponse<byte[]> response) {
    Duration pause = RateHeaders.refused(response.headers(), clock);
    return switch (error.kind()) {
      case THROTTLED ->
          new Verdicted(
              new CallReport(Verdict.THROTTLED, usage, pause, error.message()),
              new Delayed(pause.toMillis() > 0));
      case BROKEN -> Verdicted.of(Verdict.BROKEN, usage, pause, new Failed(error.message()));
      case PASSING -> Verdicted.of(Verdict.PASSING, usage, pause, new Failed(error.message()));
      case QUESTION -> Verdicted.refused(Verdict.REFUSED, usage, rejected(error));
      case REQUEST -> Verdicted.refused(Verdict.REJECTED, usage, rejected(error));
      case CALLER ->
          Verdicted.refused(
              error.status() == 401 ? Verdict.DENIED : Verdict.REJECTED, usage, rejected(error));
    };
  }

  /**
   * The reply that a refusal is.
   *
   * @throws IllegalArgumentException if the error is not a refusal
   */
  public static Rejected rejected(ServiceError error) {
    Concern concern =
        switch (error.kind()) {
          case QUESTION -> Concern.QUESTION;
          case REQUEST -> Concern.REQUEST;
          case CALLER -> Concern.CALLER;
          default -> throw new IllegalArgumentException("not a refusal: " + error);
        };
    return new Rejected(error.status(), error.message(), concern);
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
                    new Failed("200, but not a chat completion")));
  }
}
