package org.melange.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.hc.client5.http.DnsResolver;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.melange.image.ImageError;

/** Files from a server on this machine, which must be allowed to be one. */
class HttpFetcherTest {

  private static final int MAX_BYTES = 1000;
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final AtomicInteger requests = new AtomicInteger();
  private final ExecutorService workers = Executors.newCachedThreadPool();
  private HttpServer server;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
    server.setExecutor(workers);
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
    workers.shutdownNow();
  }

  @Test
  void filesCome() throws Exception {
    serve("/a.png", exchange -> answer(exchange, 200, "picture of " + agent(exchange)));
    try (HttpFetcher fetcher = open(policy(PATIENCE, 0))) {
      assertThat(fetcher.fetch(url("/a.png"))).asString().isEqualTo("picture of tests");
      assertThat(fetcher.fetch("  " + url("/a.png") + " ")).hasSize(16);
    }
  }

  @Test
  void anAddressIsSentAsItIsMeant() throws Exception {
    serve("/", exchange -> answer(exchange, 200, exchange.getRequestURI().toASCIIString()));
    try (HttpFetcher fetcher = open(policy(PATIENCE, 0))) {
      assertThat(fetcher.fetch(url("/b\u00e4r [1].png?a|b=%C3%A4")))
          .asString()
          .isEqualTo("/b%C3%A4r%20%5B1%5D.png?a%7Cb=%C3%A4");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "127.0.0.1",
        "127.1",
        "127.0.0.2",
        "localhost",
        "[::1]",
        "[::ffff:127.0.0.1]",
        "0.0.0.0",
        "2130706433",
        "0x7f.0.0.1"
      })
  void thisMachineIsNotAskedUnlessAllowed(String host) {
    serve("/", exchange -> answer(exchange, 200, "secret"));
    try (HttpFetcher fetcher =
        new HttpFetcher(new WebPolicy(PATIENCE, 5, 0, 4, 0, List.of(), "tests"), MAX_BYTES)) {
      String address = "http://" + host + ":" + server.getAddress().getPort() + "/";
      assertThat(fault(fetcher, address)).isIn(ImageError.FORBIDDEN_ADDRESS, ImageError.UNREADABLE);
    }
    assertThat(requests).hasValue(0);
  }

  @Test
  void aNameThatLeadsInsideIsRefused() {
    DnsResolver names = names("127.0.0.1");
    try (HttpFetcher fetcher =
        new HttpFetcher(
            new WebPolicy(PATIENCE, 5, 0, 4, 0, List.of("10.0.0.0/8"), "tests"),
            MAX_BYTES,
            names)) {
      assertThat(fault(fetcher, "http://pictures.example/a.png"))
          .isEqualTo(ImageError.FORBIDDEN_ADDRESS);
    }
  }

  @Test
  void oneForbiddenAddressAmongOthersIsEnough() {
    try (HttpFetcher fetcher =
        new HttpFetcher(policy(PATIENCE, 0), MAX_BYTES, names("127.0.0.1", "127.0.0.2"))) {
      assertThat(fault(fetcher, url("/a.png").replace("127.0.0.1", "pictures.example")))
          .isEqualTo(ImageError.FORBIDDEN_ADDRESS);
    }
  }

  @Test
  void aRedirectInsideIsRefused() {
    serve(
        "/a.png", exchange -> redirect(exchange, url("/b.png").replace("127.0.0.1", "127.0.0.2")));
    serve("/b.png", exchange -> answer(exchange, 200, "secret"));
    try (HttpFetcher fetcher = open(policy(PATIENCE, 0))) {
      assertThat(fault(fetcher, url("/a.png"))).isEqualTo(ImageError.FORBIDDEN_ADDRESS);
    }
    assertThat(requests).hasValue(1);
  }

  @Test
  void theAddressThatWasCheckedIsTheOneThatIsConnectedTo() throws Exception {
    serve("/a.png", exchange -> answer(exchange, 200, "picture"));
    AtomicInteger lookups = new AtomicInteger();
    DnsResolver changing =
        resolver(host -> lookups.getAndIncrement() == 0 ? "127.0.0.1" : "127.0.0.2");
    try (HttpFetcher fetcher = new HttpFetcher(policy(PATIENCE, 0), MAX_BYTES, changing)) {
      String address = url("/a.png").replace("127.0.0.1", "pictures.example");
      assertThat(fetcher.fetch(address)).asString().isEqualTo("picture");
      assertThat(lookups).hasValue(1);
    }
  }

  @ParameterizedTest
  @CsvSource({"0, UNREADABLE", "2, UNREADABLE", "3, ''"})
  void redirectsAreCounted(int most, String fault) throws Exception {
    for (int i = 0; i < 3; i++) {
      String next = url("/" + (i + 1));
      serve("/" + i, exchange -> redirect(exchange, next));
    }
    serve("/3", exchange -> answer(exchange, 200, "there"));
    try (HttpFetcher fetcher =
        open(new WebPolicy(PATIENCE, most, 0, 4, 0, List.of("127.0.0.1"), "tests"))) {
      if (fault.isEmpty()) {
        assertThat(fetcher.fetch(url("/0"))).asString().isEqualTo("there");
      } else {
        assertThat(fault(fetcher, url("/0"))).isEqualTo(ImageError.valueOf(fault));
      }
    }
  }

  @Test
  void redirectsToOtherSchemesAndInCirclesEnd() {
    serve("/file", exchange -> redirect(exchange, "file:///etc/passwd"));
    serve("/circle", exchange -> redirect(exchange, url("/circle")));
    try (HttpFetcher fetcher = open(policy(PATIENCE, 0))) {
      assertThat(fault(fetcher, url("/file"))).isEqualTo(ImageError.UNREADABLE);
      assertThat(fault(fetcher, url("/circle"))).isEqualTo(ImageError.UNREADABLE);
    }
  }

  @Test
  void largeFilesAreNotReadToTheEnd() throws Exception {
    serve("/told", exchange -> exchange.sendResponseHeaders(200, MAX_BYTES + 1));
    serve("/endless", HttpFetcherTest::endless);
    serve("/fits", exchange -> answer(exchange, 200, "x".repeat(MAX_BYTES)));
    try (HttpFetcher fetcher = open(policy(PATIENCE, 0))) {
      assertThat(fault(fetcher, url("/told"))).isEqualTo(ImageError.TOO_MANY_BYTES);
      assertThat(fault(fetcher, url("/endless"))).isEqualTo(ImageError.TOO_MANY_BYTES);
      assertThat(fetcher.fetch(url("/fits"))).hasSize(MAX_BYTES);
    }
  }

  @Test
  void slowServersAreGivenUp() {
    serve("/drip", exchange -> drip(exchange));
    serve("/silent", exchange -> pause(3000));
    try (HttpFetcher fetcher = open(policy(Duration.ofMillis(300), 5))) {
      assertThat(fault(fetcher, url("/drip"))).isEqualTo(ImageError.TIMED_OUT);
      assertThat(fault(fetcher, url("/silent"))).isEqualTo(ImageError.TIMED_OUT);
    }
  }

  @Test
  void failuresThatMayPassAreTriedAgain() throws Exception {
    serve(
        "/late",
        exchange -> answer(exchange, requests.get() < 3 ? 503 : 200, "at attempt " + requests));
    try (HttpFetcher fetcher = open(policy(PATIENCE, 2))) {
      assertThat(fetcher.fetch(url("/late"))).asString().isEqualTo("at attempt 3");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "404, ABSENT, 1",
    "410, ABSENT, 1",
    "403, UNREADABLE, 1",
    "204, UNREADABLE, 1",
    "429, UNREADABLE, 2",
    "500, UNREADABLE, 2"
  })
  void answersAreTold(int status, ImageError fault, int expected) {
    serve("/a.png", exchange -> answer(exchange, status, ""));
    try (HttpFetcher fetcher = open(policy(PATIENCE, 1))) {
      assertThat(fault(fetcher, url("/a.png"))).isEqualTo(fault);
    }
    assertThat(requests).hasValue(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"3600", "99999999999", "Fri, 31 Dec 9999 23:59:59 GMT"})
  void aHostThatAsksForMoreTimeThanThereIsGetsNone(String time) {
    serve(
        "/a.png",
        exchange -> {
          exchange.getResponseHeaders().set("Retry-After", time);
          answer(exchange, 429, "");
        });
    try (HttpFetcher fetcher = open(policy(PATIENCE, 3))) {
      assertThat(fault(fetcher, url("/a.png"))).isEqualTo(ImageError.UNREADABLE);
    }
    assertThat(requests).hasValue(1);
  }

  @Test
  void cutConnectionsAreNoFiles() {
    serve(
        "/cut",
        exchange -> {
          exchange.sendResponseHeaders(200, 500);
          exchange.getResponseBody().write(new byte[100]);
          throw new IOException("cut on purpose");
        });
    try (HttpFetcher fetcher = open(policy(PATIENCE, 1))) {
      assertThat(fault(fetcher, url("/cut"))).isEqualTo(ImageError.UNREADABLE);
    }
    assertThat(requests).hasValue(2);
  }

  @Test
  void aHostGetsFewConnectionsAtATime() {
    AtomicInteger inside = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    serve(
        "/a.png",
        exchange -> {
          most.accumulateAndGet(inside.incrementAndGet(), Math::max);
          pause(20);
          inside.decrementAndGet();
          answer(exchange, 200, "x");
        });
    try (HttpFetcher fetcher =
        open(new WebPolicy(PATIENCE, 0, 0, 2, 0, List.of("127.0.0.1"), "tests"))) {
      ExecutorService callers = Executors.newFixedThreadPool(8);
      List<?> all =
          IntStream.range(0, 16)
              .mapToObj(i -> callers.submit(() -> fetcher.fetch(url("/a.png"))))
              .toList()
              .stream()
              .map(HttpFetcherTest::get)
              .toList();
      callers.shutdown();
      assertThat(all).hasSize(16);
    }
    assertThat(most.get()).isBetween(1, 2);
  }

  @Test
  void whatIsNoPlainAddressIsRefused() {
    try (HttpFetcher fetcher = open(policy(PATIENCE, 0))) {
      FetchException e =
          catchThrowableOfType(
              FetchException.class, () -> fetcher.fetch("http://user:word@127.0.0.1/"));
      assertThat(e.fault()).isEqualTo(ImageError.UNREADABLE);
      assertThat(e).hasMessageNotContaining("word@");
    }
  }

  @Test
  void aPolicySurvivesTheJourney() {
    WebPolicy policy =
        new WebPolicy(PATIENCE, 1, 2, 3, 0.5, List.of("a.example", "::1"), "x \"y\"");
    assertThat(WebPolicy.ofJson(policy.toJson())).isEqualTo(policy);
  }

  private interface Handler {
    void handle(HttpExchange exchange) throws IOException;
  }

  private void serve(String path, Handler handler) {
    server.createContext(
        path,
        exchange -> {
          try (exchange) {
            requests.incrementAndGet();
            handler.handle(exchange);
          }
        });
  }

  private String url(String path) {
    return "http://127.0.0.1:" + server.getAddress().getPort() + path;
  }

  private static WebPolicy policy(Duration timeout, int retries) {
    return new WebPolicy(timeout, 5, retries, 4, 0, List.of("127.0.0.1"), "tests");
  }

  private static HttpFetcher open(WebPolicy policy) {
    return new HttpFetcher(policy, MAX_BYTES);
  }

  private static ImageError fault(HttpFetcher fetcher, String address) {
    return catchThrowableOfType(FetchException.class, () -> fetcher.fetch(address)).fault();
  }

  private static void answer(HttpExchange exchange, int status, String text) throws IOException {
    exchange.sendResponseHeaders(status, text.isEmpty() ? -1 : text.length());
    if (!text.isEmpty()) {
      exchange.getResponseBody().write(text.getBytes(StandardCharsets.US_ASCII));
    }
  }

  private static void redirect(HttpExchange exchange, String to) throws IOException {
    exchange.getResponseHeaders().set("Location", to);
    exchange.sendResponseHeaders(302, -1);
  }

  private static String agent(HttpExchange exchange) {
    return exchange.getRequestHeaders().getFirst("User-Agent");
  }

  private static void endless(HttpExchange exchange) throws IOException {
    exchange.sendResponseHeaders(200, 0);
    OutputStream out = exchange.getResponseBody();
    for (int i = 0; i < 100_000; i++) {
      out.write(new byte[1000]);
    }
  }

  private static void drip(HttpExchange exchange) throws IOException {
    exchange.sendResponseHeaders(200, 900);
    for (int i = 0; i < 60; i++) {
      exchange.getResponseBody().write(1);
      exchange.getResponseBody().flush();
      pause(50);
    }
  }

  private static void pause(int milliseconds) {
    try {
      Thread.sleep(milliseconds);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static DnsResolver names(String... addresses) {
    return new Names() {
      @Override
      public InetAddress[] resolve(String host) throws UnknownHostException {
        InetAddress[] found = new InetAddress[addresses.length];
        for (int i = 0; i < found.length; i++) {
          found[i] = InetAddress.getByName(addresses[i]);
        }
        return found;
      }
    };
  }

  private static DnsResolver resolver(java.util.function.UnaryOperator<String> address) {
    return new Names() {
      @Override
      public InetAddress[] resolve(String host) throws UnknownHostException {
        return new InetAddress[] {InetAddress.getByName(address.apply(host))};
      }
    };
  }

  /** Names that this test gives. */
  private abstract static class Names implements DnsResolver {
    @Override
    public String resolveCanonicalHostname(String host) {
      return host;
    }
  }

  private static <T> T get(java.util.concurrent.Future<T> future) {
    try {
      return future.get();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }
}
