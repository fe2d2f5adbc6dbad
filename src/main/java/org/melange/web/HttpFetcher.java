package org.melange.web;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import org.apache.hc.client5.http.ClientProtocolException;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.SystemDefaultDnsResolver;
import org.apache.hc.client5.http.classic.ExecChain;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.io.CloseMode;
import org.melange.image.ImageError;

/**
 * Fetches files from untrusted addresses within the limits of a {@link WebPolicy}: size, time,
 * redirects, connections and requests per host. It ignores media types, which are often wrong. It
 * neither sends nor accepts cookies, credentials and compression. It does not use the system's
 * proxy, which would resolve host names itself.
 *
 * <p>A host that answers 429 or 503 with {@code Retry-After} gets no request until then. Hosts of
 * Wikimedia get none if the user agent has no contact.
 *
 * <p>Thread-safe.
 */
public final class HttpFetcher implements Fetcher, AutoCloseable {

  private static final Duration FIRST_PAUSE = Duration.ofMillis(200);

  /** The attribute of a request's context that holds when the time of the image is over. */
  private static final String END = "org.melange.web.end";

  private final WebPolicy policy;
  private final long maxBytes;
  private final HostLimits limits;
  private final CloseableHttpClient client;
  private final ScheduledExecutorService clock =
      Executors.newSingleThreadScheduledExecutor(
          work -> {
            Thread thread = new Thread(work, "web deadlines");
            thread.setDaemon(true);
            return thread;
          });

  /**
   * @param maxBytes the largest file
   */
  public HttpFetcher(WebPolicy policy, long maxBytes) {
    this(policy, maxBytes, SystemDefaultDnsResolver.INSTANCE);
  }

  /**
   * @param names resolves host names
   */
  HttpFetcher(WebPolicy policy, long maxBytes, DnsResolver names) {
    this.policy = policy;
    this.maxBytes = maxBytes;
    this.limits = new HostLimits(policy);
    this.client =
        WebClients.guarded(
            policy, new CheckedDns(new AddressRules(policy.allow()), names), this::send);
  }

  @Override
  public byte[] fetch(String address) throws FetchException {
    URI target =
        WebAddress.parse(address)
            .orElseThrow(
                () -> FetchException.of(ImageError.UNREADABLE, "no plain http(s) address"));
    long end = System.nanoTime() + policy.timeout().toNanos();
    Duration pause = FIRST_PAUSE;
    for (int tries = 0; ; tries++, pause = pause.multipliedBy(2)) {
      limits.check(target.getHost());
      end += limits.await(target.getHost(), end);
      try {
        return once(target, end);
      } catch (FetchException e) {
        if (tries == policy.retries() || e.again().isEmpty()) {
          throw e;
        }
        pause = pause.compareTo(e.again().get()) < 0 ? e.again().get() : pause;
        if (pause.toNanos() > end - System.nanoTime()) {
          throw e;
        }
        HostLimits.sleep(pause.toNanos());
      }
    }
  }

  private byte[] once(URI target, long end) throws FetchException {
    HttpGet get = new HttpGet(target);
    HttpClientContext context = HttpClientContext.create();
    context.setAttribute(END, end);
    ScheduledFuture<?> alarm =
        clock.schedule(get::cancel, Math.max(1, end - System.nanoTime()), TimeUnit.NANOSECONDS);
    String where = target.getHost();
    try {
      return client.execute(get, context, response -> body(response, where));
    } catch (FetchException e) {
      throw e;
    } catch (CheckedDns.Forbidden e) {
      throw FetchException.of(ImageError.FORBIDDEN_ADDRESS, e.getMessage());
    } catch (IOException | RuntimeException e) {
      throw failure(get, where, e);
    } finally {
      alarm.cancel(false);
    }
  }

  /** Sends one request. Those that follow a redirect observe the limits of its host, too. */
  private ClassicHttpResponse send(
      ClassicHttpRequest request, ExecChain.Scope scope, ExecChain chain)
      throws IOException, HttpException {
    String host = scope.route.getTargetHost().getHostName();
    if (scope.clientContext.getRedirectLocations().size() > 0) {
      limits.check(host);
      limits.await(host, (long) scope.clientContext.getAttribute(END));
    }
    ClassicHttpResponse response = chain.proceed(request, scope);
    if (response.getCode() == 429 || response.getCode() == 503) {
      Duration pause = RetryAfter.of(response, Instant.now());
      if (!pause.isZero()) {
        limits.pause(host, pause);
      }
    }
    return response;
  }

  private FetchException failure(HttpGet get, String where, Exception e) {
    if (get.isCancelled()) {
      return FetchException.of(
          ImageError.TIMED_OUT,
          where + ": not complete after " + policy.timeout().toMillis() + " ms");
    }
    if (e instanceof InterruptedIOException) {
      return FetchException.passing(ImageError.TIMED_OUT, where + ": " + e, Duration.ZERO);
    }
    boolean lasting =
        e instanceof UnknownHostException
            || e instanceof ClientProtocolException
            || e instanceof SSLException
            || e instanceof RuntimeException;
    return lasting
        ? FetchException.of(ImageError.UNREADABLE, where + ": " + e)
        : FetchException.passing(ImageError.UNREADABLE, where + ": " + e, Duration.ZERO);
  }

  private byte[] body(ClassicHttpResponse response, String where) throws IOException {
    int status = response.getCode();
    if (status == 404 || status == 410) {
      throw FetchException.of(ImageError.ABSENT, where + " answers " + status);
    }
    if (status == 408 || status == 429 || (status >= 500 && status != 501)) {
      throw FetchException.passing(
          ImageError.UNREADABLE,
          where + " answers " + status,
          RetryAfter.of(response, Instant.now()));
    }
    if (status != 200 && status != 203) {
      throw FetchException.of(ImageError.UNREADABLE, where + " answers " + status);
    }
    return bytes(response.getEntity(), where);
  }

  private byte[] bytes(HttpEntity entity, String where) throws IOException {
    if (entity == null) {
      return new byte[0];
    }
    if (entity.getContentLength() > maxBytes) {
      throw tooLarge(where);
    }
    InputStream content = entity.getContent();
    byte[] bytes = content.readNBytes((int) Math.min(Integer.MAX_VALUE - 8, maxBytes + 1));
    if (bytes.length > maxBytes) {
      throw tooLarge(where);
    }
    return bytes;
  }

  private FetchException tooLarge(String where) {
    return FetchException.of(
        ImageError.TOO_MANY_BYTES, where + " sends more than " + maxBytes + " bytes");
  }

  @Override
  public void close() {
    clock.shutdownNow();
    client.close(CloseMode.IMMEDIATE);
  }
}
