package org.melange.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.apache.hc.client5.http.DnsResolver;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.melange.image.ImageError;

/** Requests to a server that all names of hosts lead to. */
class HostLimitsTest {

  private static final Duration LONG = Duration.ofSeconds(60);
  private static final String CONTACT = "tests (mailto:tests@example.org)";

  /** A thread may wake up half a millisecond early. */
  private static final long EARLY = 5_000_000;

  private final ConcurrentLinkedQueue<String> requests = new ConcurrentLinkedQueue<>();
  private final AtomicInteger lookups = new AtomicInteger();
  private final ExecutorService workers = Executors.newCachedThreadPool();
  private HttpServer server;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
    server.setExecutor(workers);
    server.start();
    serve("/ok", exchange -> exchange.sendResponseHeaders(200, -1));
    serve("/pause/1", exchange -> busy(exchange, 429, 1));
    serve("/pause/3600", exchange -> busy(exchange, 503, 3600));
  }

  @AfterEach
  void stop() {
    server.stop(0);
    workers.shutdownNow();
  }

  @Test
  void allRequestsToAHostWaitUntilItsPauseIsOver() throws Exception {
    try (HttpFetcher fetcher = open(LONG, 0, 0, CONTACT)) {
      long before = System.nanoTime();
      assertThat(fault(fetcher, "a.example/pause/1").fault()).isEqualTo(ImageError.UNREADABLE);
      fetcher.fetch(url("A.Example/ok"));
      assertThat(System.nanoTime() - before).isGreaterThan(1_000_000_000 - EARLY);
    }
    assertThat(requests).containsExactly("a.example/pause/1", "A.Example/ok");
  }

  @Test
  void anImageThatCannotWaitForThePauseFailsWithoutARequest() throws Exception {
    try (HttpFetcher fetcher = open(LONG, 3, 0, CONTACT)) {
      assertThat(fault(fetcher, "a.example/pause/3600")).hasMessage("a.example answers 503");
      FetchException second = fault(fetcher, "a.example/ok");
      assertThat(second.fault()).isEqualTo(ImageError.UNREADABLE);
      assertThat(second).hasMessageMatching("a.example asked for a pause of another 3\\d{3} s");
      fetcher.fetch(url("b.example/ok"));
    }
    assertThat(requests).containsExactly("a.example/pause/3600", "b.example/ok");
  }

  @Test
  void requestsInFlightFinishDuringAPause() throws Exception {
    CountDownLatch arrived = new CountDownLatch(1);
    CountDownLatch paused = new CountDownLatch(1);
    serve(
        "/slow",
        exchange -> {
          arrived.countDown();
          await(paused);
          exchange.sendResponseHeaders(200, -1);
        });
    try (HttpFetcher fetcher = open(LONG, 0, 0, CONTACT)) {
      Future<byte[]> slow = workers.submit(() -> fetcher.fetch(url("a.example/slow")));
      await(arrived);
      fault(fetcher, "a.example/pause/3600");
      paused.countDown();
      assertThat(slow.get()).isEmpty();
    }
  }

  @Test
  void aRequestThatWaitsForItsTurnObservesAPause() throws Exception {
    HostLimits limits = new HostLimits(policy(LONG, 0, 0.5, CONTACT));
    limits.await("a.example", System.nanoTime());
    AtomicReference<FetchException> fault = new AtomicReference<>();
    Thread waiting =
        new Thread(
            () ->
                fault.set(
                    catchThrowableOfType(
                        FetchException.class, () -> limits.await("a.example", System.nanoTime()))));
    waiting.start();
    while (waiting.getState() != Thread.State.TIMED_WAITING) {
      Thread.onSpinWait();
    }
    limits.pause("a.example", Duration.ofHours(1));
    waiting.join();
    assertThat(fault.get()).hasMessageContaining("asked for a pause");
  }

  @Test
  void theHostOfARedirectIsPaused() throws Exception {
    serve("/moved", exchange -> redirect(exchange, url("b.example/pause/3600")));
    serve("/moved-again", exchange -> redirect(exchange, url("b.example/ok")));
    try (HttpFetcher fetcher = open(LONG, 0, 0, CONTACT)) {
      fault(fetcher, "a.example/moved");
      assertThat(fault(fetcher, "a.example/moved-again"))
          .hasMessageStartingWith("b.example asked for a pause");
      fetcher.fetch(url("a.example/ok"));
    }
    assertThat(requests)
        .containsExactly(
            "a.example/moved", "b.example/pause/3600", "a.example/moved-again", "a.example/ok");
  }

  @Test
  void requestsAreSpacedByTheRateAndWaitingCostsNoTime() throws Exception {
    int count = 15;
    long before = System.nanoTime();
    try (HttpFetcher fetcher = open(Duration.ofSeconds(2), 0, 5, CONTACT)) {
      List<Future<byte[]>> all =
          IntStream.range(0, count)
              .mapToObj(i -> workers.submit(() -> fetcher.fetch(url("a.example/ok"))))
              .toList();
      for (Future<byte[]> each : all) {
        assertThat(each.get()).isEmpty();
      }
    }
    assertThat(System.nanoTime() - before).isGreaterThan((count - 1) * 200_000_000L - EARLY);
    assertThat(requests).hasSize(count);
  }

  @Test
  void redirectsAreCounted() throws Exception {
    serve("/moved", exchange -> redirect(exchange, url("a.example/ok")));
    long before = System.nanoTime();
    try (HttpFetcher fetcher = open(LONG, 0, 2, CONTACT)) {
      fetcher.fetch(url("a.example/moved"));
    }
    assertThat(System.nanoTime() - before).isGreaterThan(500_000_000 - EARLY);
  }

  @ParameterizedTest
  @ValueSource(strings = {"upload.wikimedia.org", "Commons.Wikimedia.org", "en.wikipedia.org"})
  void wikimediaIsNotRequestedWithoutAContact(String host) throws Exception {
    serve("/moved", exchange -> redirect(exchange, url(host + "/ok")));
    try (HttpFetcher fetcher = open(LONG, 3, 0, "tests")) {
      FetchException refused = fault(fetcher, host + "/ok");
      assertThat(refused.fault()).isEqualTo(ImageError.NO_CONTACT);
      assertThat(refused).hasMessageContaining("images.http.user-agent");
      assertThat(lookups).hasValue(0);
      assertThat(fault(fetcher, "a.example/moved").fault()).isEqualTo(ImageError.NO_CONTACT);
    }
    assertThat(requests).containsExactly("a.example/moved");
    assertThat(lookups).hasValue(1);
    try (HttpFetcher fetcher = open(LONG, 0, 0, CONTACT)) {
      fetcher.fetch(url("a.example/moved"));
    }
    assertThat(requests).hasSize(3);
  }

  @Test
  void hostsWithoutALimitInEffectAreForgotten() throws FetchException {
    HostLimits limits = new HostLimits(policy(LONG, 0, 0, CONTACT));
    limits.pause("paused.example", LONG);
    for (int i = 0; i < 2 * HostLimits.MANY; i++) {
      limits.await(i + ".example", System.nanoTime());
    }
    assertThat(limits.size()).isLessThanOrEqualTo(HostLimits.MANY);
    assertThatThrownBy(() -> limits.await("paused.example", System.nanoTime()))
        .isInstanceOf(FetchException.class);
  }

  private interface Handler {
    void handle(HttpExchange exchange) throws IOException;
  }

  private void serve(String path, Handler handler) {
    server.createContext(
        path,
        exchange -> {
          try (exchange) {
            String host = exchange.getRequestHeaders().getFirst("Host").replaceFirst(":.*", "");
            requests.add(host + exchange.getRequestURI().getPath());
            handler.handle(exchange);
          }
        });
  }

  private static void busy(HttpExchange exchange, int status, int seconds) throws IOException {
    exchange.getResponseHeaders().set("Retry-After", Integer.toString(seconds));
    exchange.sendResponseHeaders(status, -1);
  }

  private static void redirect(HttpExchange exchange, String to) throws IOException {
    exchange.getResponseHeaders().set("Location", to);
    exchange.sendResponseHeaders(302, -1);
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private String url(String hostAndPath) {
    return "http://" + hostAndPath.replaceFirst("/", ":" + server.getAddress().getPort() + "/");
  }

  private FetchException fault(HttpFetcher fetcher, String hostAndPath) {
    return catchThrowableOfType(FetchException.class, () -> fetcher.fetch(url(hostAndPath)));
  }

  private static WebPolicy policy(Duration timeout, int retries, double rate, String userAgent) {
    return new WebPolicy(timeout, 5, retries, 4, rate, List.of("127.0.0.1"), userAgent);
  }

  private HttpFetcher open(Duration timeout, int retries, double rate, String userAgent) {
    return new HttpFetcher(
        policy(timeout, retries, rate, userAgent),
        1000,
        new DnsResolver() {
          @Override
          public InetAddress[] resolve(String host) throws UnknownHostException {
            lookups.incrementAndGet();
            return new InetAddress[] {InetAddress.getByName("127.0.0.1")};
          }

          @Override
          public String resolveCanonicalHostname(String host) {
            return host;
          }
        });
  }
}
