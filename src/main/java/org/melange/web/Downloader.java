package org.melange.web;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpHeaders;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Downloads with retries. Large files resume where the connection broke. Redirects are followed
 * here and not by the client, because only the hub itself may get the token. Not thread-safe.
 */
final class Downloader {

  private static final Logger LOG = LoggerFactory.getLogger(Downloader.class);

  private static final int MOST_REDIRECTS = 10;
  private static final int MOST_FRUITLESS = 5;
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(60);

  private final CloseableHttpClient client;
  private final URI hub;
  private final Optional<String> token;
  private final Duration firstPause;

  /**
   * @param firstPause before the first retry; each next one is twice as long
   */
  Downloader(CloseableHttpClient client, URI hub, Optional<String> token, Duration firstPause) {
    this.client = client;
    this.hub = hub;
    this.token = token;
    this.firstPause = firstPause;
  }

  /** Handles a response with status 200 or 206. */
  private interface Sink {
    void take(ClassicHttpResponse response) throws IOException;
  }

  /** An attempt that can be retried and reports whether it made progress. */
  private interface Attempt {
    long progress() throws IOException;
  }

  /** A small response, held in memory. */
  byte[] small(URI source, int most, String what) throws HubException {
    byte[][] answer = new byte[1][];
    persist(
        () -> {
          get(source, what, 0, r -> answer[0] = r.getEntity().getContent().readNBytes(most));
          return 0;
        });
    return answer[0];
  }

  /** See {@link Hub#fetch}. */
  void fetch(URI source, PublishedFile file, Path target, Hub.Progress progress)
      throws HubException {
    Path part = target.resolveSibling(target.getFileName() + ".part");
    persist(
        () -> {
          long before = size(part);
          try {
            if (file.size() < 0 || before < file.size()) {
              get(source, file.name(), before, r -> append(r, part, before, file, progress));
            }
          } catch (HubException e) {
            throw e;
          } catch (IOException e) {
            // Progress resets the count of attempts, so that any file can be completed.
            if (size(part) > before) {
              return size(part) - before;
            }
            throw e;
          }
          return -1;
        });
    finish(file, part, target);
  }

  private void finish(PublishedFile file, Path part, Path target) throws HubException {
    try {
      if (file.checksum().isPresent() && !file.checksum().get().fits(part)) {
        Files.delete(part);
        throw HubException.lasting(
            file.name() + " is not the published file: its checksum differs; it was deleted");
      }
      Files.move(part, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (HubException e) {
      throw e;
    } catch (IOException e) {
      throw HubException.lasting(target + " cannot be written: " + e);
    }
  }

  private static void append(
      ClassicHttpResponse response,
      Path part,
      long before,
      PublishedFile file,
      Hub.Progress progress)
      throws IOException {
    // A response from the first byte means that the server does not support ranges.
    long at = response.getCode() == 206 ? before : 0;
    long all =
        file.size() >= 0 || response.getEntity().getContentLength() < 0
            ? file.size()
            : at + response.getEntity().getContentLength();
    byte[] buffer = new byte[1 << 16];
    try (InputStream in = response.getEntity().getContent();
        OutputStream out =
            Files.newOutputStream(
                part,
                StandardOpenOption.CREATE,
                StandardOpenOption.WRITE,
                at > 0 ? StandardOpenOption.APPEND : StandardOpenOption.TRUNCATE_EXISTING)) {
      for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        out.write(buffer, 0, count);
        at += count;
        progress.at(at, all);
      }
    }
    if (all >= 0 && at < all) {
      throw new IOException("the connection ended at " + at + " of " + all + " bytes");
    }
  }

  private void get(URI source, String what, long from, Sink sink) throws IOException {
    URI at = source;
    for (int redirects = 0; redirects <= MOST_REDIRECTS; redirects++) {
      Optional<URI> next = step(at, what, from, sink);
      if (next.isEmpty()) {
        return;
      }
      at = next.get();
    }
    throw HubException.lasting(what + ": more than " + MOST_REDIRECTS + " redirects");
  }

  private Optional<URI> step(URI at, String what, long from, Sink sink) throws IOException {
    HttpGet get = new HttpGet(at);
    if (from > 0) {
      get.setHeader(HttpHeaders.RANGE, "bytes=" + from + "-");
    }
    if (token.isPresent() && sameOrigin(at)) {
      get.setHeader(HttpHeaders.AUTHORIZATION, "Bearer " + token.get());
    }
    return client.execute(
        get,
        response -> {
          int status = response.getCode();
          if (status >= 301 && status <= 308 && status != 304) {
            return Optional.of(location(at, response, what));
          }
          if (status == 416) { // nothing is left to fetch; the checksum decides
            return Optional.empty();
          }
          if (status != 200 && status != 206) {
            throw refusal(status, response, what);
          }
          sink.take(response);
          return Optional.empty();
        });
  }

  private static URI location(URI at, ClassicHttpResponse response, String what)
      throws HubException {
    Header location = response.getFirstHeader(HttpHeaders.LOCATION);
    try {
      return at.resolve(location.getValue());
    } catch (NullPointerException | IllegalArgumentException e) {
      throw HubException.lasting(what + ": redirected to nowhere");
    }
  }

  private boolean sameOrigin(URI at) {
    return hub.getScheme().equalsIgnoreCase(at.getScheme())
        && hub.getHost().equalsIgnoreCase(at.getHost())
        && hub.getPort() == at.getPort();
  }

  private HubException refusal(int status, ClassicHttpResponse response, String what) {
    String says = hub + " answers " + status + " for " + what;
    if (status == 401 || status == 403 || status == 404) {
      return HubException.lasting(
          says
              + (status == 404
                  ? ": there is no such model, revision or file"
                  : ": access is restricted; set HF_TOKEN"));
    }
    if (status == 408 || status == 429 || status >= 500) {
      return HubException.passing(says, RetryAfter.of(response, Instant.now()));
    }
    return HubException.lasting(says);
  }

  /** Retries until success, or until several attempts in a row make no progress. */
  private void persist(Attempt attempt) throws HubException {
    Duration pause = firstPause;
    int fruitless = 0;
    while (true) {
      try {
        if (attempt.progress() <= 0) {
          return;
        }
        fruitless = 0;
        pause = firstPause;
      } catch (IOException e) {
        HubException failure =
            e instanceof HubException known
                ? known
                : HubException.passing(hub + ": " + e, Duration.ZERO);
        if (!failure.isPassing() || ++fruitless == MOST_FRUITLESS) {
          throw failure;
        }
        Duration wait = longer(pause, failure.pause());
        LOG.info("Retrying in {} ms: {}", wait.toMillis(), failure.getMessage());
        sleep(wait);
        pause = pause.multipliedBy(2);
      }
    }
  }

  private static Duration longer(Duration a, Duration b) {
    Duration longer = a.compareTo(b) > 0 ? a : b;
    return longer.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : longer;
  }

  private static void sleep(Duration pause) throws HubException {
    try {
      TimeUnit.NANOSECONDS.sleep(pause.toNanos());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw HubException.lasting("interrupted");
    }
  }

  private static long size(Path part) {
    try {
      return Files.exists(part) ? Files.size(part) : 0;
    } catch (IOException e) {
      return 0;
    }
  }
}
