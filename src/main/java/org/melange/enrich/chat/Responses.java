package org.melange.enrich.chat;

import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.melange.enrich.budget.CallReport;
import org.melange.enrich.budget.CallReport.Status;
import org.melange.enrich.budget.Usage;
import org.melange.enrich.chat.Attempt.Delayed;
import org.melange.enrich.chat.Attempt.Done;
import org.melange.enrich.chat.Attempt.Failed;
import org.melange.enrich.chat.Attempt.Result;
import org.melange.enrich.chat.ChatReply.Answered;
import org.melange.enrich.chat.ChatReply.Concern;
import org.melange.enrich.chat.ChatReply.Rejected;

/** Interprets the HTTP responses of a service. Thread-safe. */
public final class Responses {

  private final ChatCodec codec;
  private final ApiKey key;
  private final Clock clock;

  Responses(ChatCodec codec, ApiKey key, Clock clock) {
    this.codec = codec;
    this.key = key;
    this.clock = clock;
  }

  /** Interprets the response to attempt number {@code attempts}. */
  Result read(ChatRequest request, HttpResponse<byte[]> response, Duration latency, int attempts) {
    int status = response.statusCode();
    if (status != 200) {
      return error(ServiceError.of(status, response.body(), key), Usage.NONE, response);
    }
    Optional<ServiceError> inside = ServiceError.within(response.body(), key);
    return inside.isPresent()
        ? error(inside.get(), codec.reported(response.body()), response)
        : answer(request, response, latency, attempts);
  }

  private Result error(ServiceError error, Usage usage, HttpResponse<byte[]> response) {
    Duration pause = RateHeaders.refused(response.headers(), clock);
    return switch (error.kind()) {
      case THROTTLED ->
          new Result(
              new CallReport(Status.THROTTLED, usage, pause, error.message()),
              new Delayed(pause.toMillis() > 0));
      case BROKEN -> Result.of(Status.BROKEN, usage, pause, new Failed(error.message()));
      case TRANSIENT -> Result.of(Status.TRANSIENT, usage, pause, new Failed(error.message()));
      case QUESTION -> Result.refused(Status.REFUSED, usage, rejected(error));
      case REQUEST -> Result.refused(Status.REJECTED, usage, rejected(error));
      case CALLER ->
          Result.refused(
              error.status() == 401 ? Status.DENIED : Status.REJECTED, usage, rejected(error));
    };
  }

  /**
   * The reply for an error that is a refusal.
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

  private Result answer(
      ChatRequest request, HttpResponse<byte[]> response, Duration latency, int attempts) {
    return codec
        .decode(request, response.body())
        .map(
            content ->
                Result.of(
                    Status.ANSWERED,
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
                Result.of(
                    Status.BROKEN,
                    request.estimate(),
                    Duration.ZERO,
                    new Failed("200, but not a chat completion")));
  }
}
