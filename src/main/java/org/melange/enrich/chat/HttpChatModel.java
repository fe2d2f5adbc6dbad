package org.melange.enrich.chat;

import io.github.resilience4j.core.IntervalFunction;
import io.github.resilience4j.retry.Retry;
import io.github.resilience4j.retry.RetryConfig;
import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.channels.UnresolvedAddressException;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLHandshakeException;
import org.melange.enrich.budget.CallReport;
import org.melange.enrich.budget.CallReport.Status;
import org.melange.enrich.budget.RequestLimiter;
import org.melange.enrich.budget.Usage;
import org.melange.enrich.chat.Attempt.Delayed;
import org.melange.enrich.chat.Attempt.Done;
import org.melange.enrich.chat.Attempt.Failed;
import org.melange.enrich.chat.Attempt.Result;
import org.melange.enrich.chat.ChatReply.Exhausted;
import org.melange.enrich.chat.ChatReply.OverBudget;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A language model behind HTTP. Each attempt needs a permit of the {@link RequestLimiter}. Retries
 * after 408, 409, 5xx, connection failures, timeouts and bodies that are not an answer, up to the
 * number of attempts. A rate limit (429) does not count as an attempt: the request is repeated as
 * long as it gets permits. An answer is never requested again. Does not follow redirects.
 * Thread-safe; its threads are daemons.
 */
public final class HttpChatModel implements ChatModel {

  private static final Logger LOG = LoggerFactory.getLogger(HttpChatModel.class);

  private static final int THREADS = 2;

  private final Endpoint endpoint;
  private final RequestLimiter limiter;
  private final ChatCodec codec;
  private final Responses responses;
  private final HttpClient http;
  private final ExecutorService executor;
  private final ScheduledThreadPoolExecutor timer;
  private final IntervalFunction waits;
  private final Retry retry;

  /** A client of {@code endpoint} that sends a request when {@code limiter} permits it. */
  public HttpChatModel(Endpoint endpoint, Retries retries, RequestLimiter limiter) {
    this.endpoint = endpoint;
    this.limiter = limiter;
    this.codec = new ChatCodec(endpoint);
    this.responses = new Responses(codec, endpoint.key(), Clock.systemUTC());
    this.executor = Executors.newFixedThreadPool(THREADS, daemons("melange-chat"));
    this.timer = new ScheduledThreadPoolExecutor(1, daemons("melange-chat-timer"));
    timer.setRemoveOnCancelPolicy(true);
    this.http =
        HttpClient.newBuilder()
            // HTTP/2 services limit the streams of a connection, and a request beyond the limit
            // fails instead of waiting. HTTP/1.1 uses one connection for each request in flight.
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(endpoint.timeouts().connect())
            .executor(executor)
            .build();
    this.waits =
        IntervalFunction.ofExponentialRandomBackoff(
            retries.initialBackoff(), 2, 0.5, retries.maxBackoff());
    this.retry = retry(retries, waits);
  }

  private static Retry retry(Retries retries, IntervalFunction waits) {
    return Retry.of(
        "chat",
        RetryConfig.<Attempt>custom()
            .maxAttempts(retries.maxAttempts())
            .retryOnResult(attempt -> attempt instanceof Failed)
            .retryOnException(e -> false)
            .intervalFunction(waits)
            .build());
  }

  private static ThreadFactory daemons(String name) {
    return work -> {
      Thread thread = new Thread(work, name);
      thread.setDaemon(true);
      return thread;
    };
  }

  /** A request in flight, with the number of attempts and of rate limits so far. */
  private record Call(
      ChatRequest request, byte[] body, AtomicInteger sent, AtomicInteger rateLimits) {}

  @Override
  public CompletableFuture<ChatReply> ask(ChatRequest request) {
    Call call = new Call(request, codec.encode(request), new AtomicInteger(), new AtomicInteger());
    return retry
        .<Attempt>executeCompletionStage(timer, () -> attempt(call))
        .thenApply(
            attempt ->
                attempt instanceof Done done
                    ? done.reply()
                    : new Exhausted(call.sent().get(), ((Failed) attempt).why()))
        .toCompletableFuture();
  }

  /** One attempt, repeated as long as the service limits the rate. */
  private CompletionStage<Attempt> attempt(Call call) {
    return limiter
        .acquire(call.request().estimate())
        .thenCompose(
            admission -> {
              if (admission instanceof RequestLimiter.Admission.Granted granted) {
                return send(call, call.sent().incrementAndGet(), granted.permit());
              }
              return CompletableFuture.completedFuture(rejected(admission, call.sent().get()));
            })
        .thenCompose(
            attempt ->
                attempt instanceof Delayed delayed
                    ? pause(call, delayed).thenCompose(ignored -> attempt(call))
                    : CompletableFuture.completedFuture(attempt));
  }

  /** Waits after a rate limit. If the service names a time, the limiter enforces it. */
  private CompletableFuture<Void> pause(Call call, Delayed delayed) {
    CompletableFuture<Void> over = new CompletableFuture<>();
    long millis = delayed.named() ? 0 : waits.apply(call.rateLimits().incrementAndGet());
    timer.schedule(
        () -> executor.execute(() -> over.complete(null)), millis, TimeUnit.MILLISECONDS);
    return over;
  }

  private static Attempt rejected(RequestLimiter.Admission admission, int attempts) {
    return new Done(
        admission instanceof RequestLimiter.Admission.Unavailable unavailable
            ? new Exhausted(attempts, unavailable.why())
            : new OverBudget());
  }

  private CompletableFuture<Attempt> send(Call call, int attempts, RequestLimiter.Permit permit) {
    HttpRequest post =
        endpoint
            .request("chat/completions")
            .setHeader("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofByteArray(call.body()))
            .build();
    long start = System.nanoTime();
    CompletableFuture<HttpResponse<byte[]>> response =
        http.sendAsync(post, info -> new SizeLimitedBodySubscriber());
    // The client's own timeout covers the response headers only; a body may hang, too.
    ScheduledFuture<?> timeout =
        timer.schedule(
            () -> response.cancel(true),
            endpoint.timeouts().request().toNanos(),
            TimeUnit.NANOSECONDS);
    return response.handle(
        (received, error) -> {
          timeout.cancel(false);
          Duration latency = Duration.ofNanos(System.nanoTime() - start);
          Result result =
              error == null
                  ? responses.read(call.request(), received, latency, attempts)
                  : broken(call.request(), error);
          permit.settle(result.report());
          log(result);
          return result.attempt();
        });
  }

  /** The service may charge for a request that was sent, but not for one without a connection. */
  private Result broken(ChatRequest request, Throwable error) {
    Throwable cause = error instanceof CompletionException ? error.getCause() : error;
    boolean unreached =
        cause instanceof ConnectException
            || cause instanceof HttpConnectTimeoutException
            || cause instanceof SSLHandshakeException;
    String why = endpoint.key().hide(why(cause));
    return new Result(
        unreached
            ? new CallReport(Status.UNREACHED, Usage.NONE, Duration.ZERO, why)
            : new CallReport(Status.BROKEN, request.estimate(), Duration.ZERO),
        new Failed(why));
  }

  private static void log(Result result) {
    if (result.attempt() instanceof Failed failed) {
      LOG.debug("attempt failed: {}", failed.why());
    }
  }

  private String why(Throwable cause) {
    if (cause instanceof CancellationException) {
      return "no answer within " + endpoint.timeouts().request().toMillis() + " ms";
    }
    if (cause instanceof ConnectException) {
      String host = endpoint.base().getAuthority();
      return cause.getCause() instanceof UnresolvedAddressException
          ? "cannot connect to " + host + ": unknown host"
          : "cannot connect to " + host + ": " + cause.getMessage();
    }
    if (cause instanceof IOException) {
      return "connection: " + cause.getClass().getSimpleName() + ": " + cause.getMessage();
    }
    return cause.toString();
  }

  @Override
  public void close() {
    timer.shutdownNow();
    executor.shutdown();
  }
}
