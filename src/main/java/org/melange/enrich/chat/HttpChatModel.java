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
import org.melange.enrich.budget.CallReport.Verdict;
import org.melange.enrich.budget.RequestLimiter;
import org.melange.enrich.budget.Usage;
import org.melange.enrich.chat.Attempt.Delayed;
import org.melange.enrich.chat.Attempt.Done;
import org.melange.enrich.chat.Attempt.Failed;
import org.melange.enrich.chat.Attempt.Verdicted;
import org.melange.enrich.chat.ChatReply.Exhausted;
import org.melange.enrich.chat.ChatReply.OverBudget;

/**
 * Asks a service over HTTP, each attempt with the governor's leave. Asks again after 408, 409, 5xx,
 * broken connections, timeouts and bodies that are not an answer, up to the number of attempts; and
 * after a rate limit (429) as long as the governor gives leave, without counting it as an attempt.
 * Never asks again after an answer. Follows no redirects. Thread-safe; its threads are daemons.
 */
public final class HttpChatModel implements ChatModel {

  private static final int THREADS = 2;

  private final Endpoint endpoint;
  private final RequestLimiter governor;
  private final ChatCodec codec;
  private final Responses responses;
  private final HttpClient http;
  private final ExecutorService executor;
  private final ScheduledThreadPoolExecutor timer;
  private final IntervalFunction waits;
  private final Retry retry;

  /** A client of {@code endpoint} that sends when {@code governor} says so. */
  public HttpChatModel(Endpoint endpoint, Retries retries, RequestLimiter governor) {
    this.endpoint = endpoint;
    this.governor = governor;
    this.codec = new ChatCodec(endpoint);
    this.responses = new Responses(codec, endpoint.key(), Clock.systemUTC());
    this.executor = Executors.newFixedThreadPool(THREADS, daemons("melange-chat"));
    this.timer = new ScheduledThreadPoolExecutor(1, daemons("melange-chat-timer"));
    timer.setRemoveOnCancelPolicy(true);
    this.http =
        HttpClient.newBuilder()
            // One request a connection at a time: streams over one connection are bounded by the
            // service, and what goes over the bound fails instead of waiting.
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(endpoint.timeouts().connect())
            .executor(executor)
            .build();
    this.waits =
        IntervalFunction.ofExponentialRandomBackoff(
            retries.firstWait(), 2, 0.5, retries.longestWait());
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

  /** A question on its way, with the number of requests sent for it and of rate limits met. */
  private record Call(ChatRequest request, byte[] body, AtomicInteger sent, AtomicInteger delays) {}

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

  /** One attempt: a request, and further ones as long as the service limits the rate. */
  private CompletionStage<Attempt> attempt(Call call) {
    return governor
        .acquire(call.request().estimate())
        .thenCompose(
            admission -> {
              if (admission instanceof RequestLimiter.Admission.Granted granted) {
                return send(call, call.sent().incrementAndGet(), granted.permit());
              }
              return CompletableFuture.completedFuture(turnedAway(admission, call.sent().get()));
            })
        .thenCompose(
            attempt ->
                attempt instanceof Delayed delayed
                    ? pause(call, delayed).thenCompose(ignored -> attempt(call))
                    : CompletableFuture.completedFuture(attempt));
  }

  /** Waits after a rate limit; a time that the service named is enforced by the governor. */
  private CompletableFuture<Void> pause(Call call, Delayed delayed) {
    CompletableFuture<Void> over = new CompletableFuture<>();
    long millis = delayed.named() ? 0 : waits.apply(call.delays().incrementAndGet());
    timer.schedule(
        () -> executor.execute(() -> over.complete(null)), millis, TimeUnit.MILLISECONDS);
    return over;
  }

  private static Attempt turnedAway(RequestLimiter.Admission admission, int attempts) {
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
    // The client's own timeout ends with the head of a response; a body may hang, too.
    ScheduledFuture<?> alarm =
        timer.schedule(
            () -> response.cancel(true),
            endpoint.timeouts().request().toNanos(),
            TimeUnit.NANOSECONDS);
    return response.handle(
        (received, error) -> {
          alarm.cancel(false);
          Duration latency = Duration.ofNanos(System.nanoTime() - start);
          Verdicted verdict =
              error == null
                  ? responses.read(call.request(), received, latency, attempts)
                  : broken(call.request(), error);
          permit.settle(verdict.report());
          return verdict.attempt();
        });
  }

  /** A request that was sent may have been charged for, one without a connection was not. */
  private Verdicted broken(ChatRequest request, Throwable error) {
    Throwable cause = error instanceof CompletionException ? error.getCause() : error;
    boolean unreached =
        cause instanceof ConnectException
            || cause instanceof HttpConnectTimeoutException
            || cause instanceof SSLHandshakeException;
    String why = endpoint.key().hide(why(cause));
    return new Verdicted(
        unreached
            ? new CallReport(Verdict.UNREACHED, Usage.NONE, Duration.ZERO, why)
            : new CallReport(Verdict.BROKEN, request.estimate(), Duration.ZERO),
        new Failed(why));
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
