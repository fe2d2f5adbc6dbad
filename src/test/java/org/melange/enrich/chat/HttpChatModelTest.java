package org.melange.enrich.chat;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.melange.testing.chat.Fault.HANG;
import static org.melange.testing.chat.Fault.TOO_MANY;
import static org.melange.testing.chat.Fault.TOO_MANY_DATE;
import static org.melange.testing.chat.Fault.TOO_MANY_SECONDS;
import static org.melange.testing.chat.Fault.UNAVAILABLE;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Phaser;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.melange.enrich.budget.BudgetState;
import org.melange.enrich.budget.Limits;
import org.melange.enrich.budget.Money;
import org.melange.enrich.budget.RateLimiter;
import org.melange.enrich.budget.Refusals;
import org.melange.enrich.budget.RemoteRequestLimiter;
import org.melange.enrich.budget.TestLimits;
import org.melange.enrich.budget.Usage;
import org.melange.enrich.chat.ChatReply.Answered;
import org.melange.enrich.chat.ChatReply.Exhausted;
import org.melange.enrich.chat.ChatReply.Finish;
import org.melange.enrich.chat.ChatReply.OverBudget;
import org.melange.enrich.chat.ChatReply.Rejected;
import org.melange.enrich.question.ReplyEvaluator;
import org.melange.testing.chat.ChatCounts.Question;
import org.melange.testing.chat.ChatResponse;
import org.melange.testing.chat.ChatServer;
import org.melange.testing.chat.ChatServerOptions;
import org.melange.testing.chat.Fault;

/** The client and a real server with all kinds of faults. */
class HttpChatModelTest {

  private static final String SCHEMA =
      "{\"type\":\"object\",\"properties\":{\"choice\":{\"type\":\"string\",\"enum\":[\"1\",\"2\",\"none\"]}}}";
  private static final Retries QUICK = new Retries(6, Duration.ofMillis(5), Duration.ofMillis(50));
  private static final Endpoint.Timeouts SHORT =
      new Endpoint.Timeouts(Duration.ofSeconds(2), Duration.ofMillis(700));

  /** Long enough for a busy machine. */
  private static final Endpoint.Timeouts PATIENT =
      new Endpoint.Timeouts(Duration.ofSeconds(10), Duration.ofSeconds(8));

  @Test
  void anAnswerHasTheReportedUsage() throws Exception {
    try (ChatServer server = ChatServer.start(ChatServerOptions.plain());
        Client client = Client.of(server)) {
      Answered answer = (Answered) client.ask("Which Georgia?");
      assertThat(answer.content()).matches("\\{\"choice\":\"(1|2|none)\"}");
      assertThat(answer.finish()).isEqualTo(Finish.COMPLETE);
      assertThat(answer.usage()).isEqualTo(new Usage(8 + (6 + 14) / 4, 3));
      assertThat(answer.model()).isEqualTo("tiny-2026");
      assertThat(answer.attempts()).isEqualTo(1);
      assertThat(client.settled().used()).isEqualTo(answer.usage());
    }
  }

  @Test
  void manyAreInFlightButNoMoreThanAllowed() throws IOException {
    int allowed = 16;
    byte[] body = "{\"choices\":[{\"message\":{\"content\":\"yes\"}}]}".getBytes(UTF_8);
    Phaser full = new Phaser(allowed); // an answer comes when so many wait for theirs
    AtomicInteger now = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    HttpServer server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
    server.setExecutor(Executors.newCachedThreadPool());
    server.createContext(
        "/",
        exchange -> {
          try (exchange) {
            exchange.getRequestBody().readAllBytes();
            most.accumulateAndGet(now.incrementAndGet(), Math::max);
            full.arriveAndAwaitAdvance();
            now.decrementAndGet();
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
          }
        });
    server.start();
    try (Client client =
        Client.of(
            Endpoint.of(URI.create("http://127.0.0.1:" + port(server)), "tiny"),
            QUICK,
            TestLimits.inFlight(allowed))) {
      assertThat(client.askAll(10 * allowed)).allMatch(reply -> reply instanceof Answered);
      assertThat(most).hasValue(allowed);
    } finally {
      server.stop(0);
      ((ExecutorService) server.getExecutor()).shutdownNow();
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Fault.class,
      names = {"OUTSIDE", "WRONG_USAGE", "SLOW"})
  void anAnsweredRequestIsNotRepeated(Fault fault) {
    ChatServerOptions always = ChatServerOptions.plain().latency(2).faults(Map.of(fault, 1.0));
    try (ChatServer server = ChatServer.start(always);
        Client client = Client.of(server)) {
      assertThat(client.askAll(20)).allMatch(reply -> reply instanceof Answered);
      assertThat(server.counts().questions().values()).containsOnly(new Question(1, 1, 0));
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Fault.class,
      mode = EnumSource.Mode.EXCLUDE,
      names = {"OUTSIDE", "WRONG_USAGE", "SLOW", "TOO_MANY", "TOO_MANY_SECONDS", "TOO_MANY_DATE"})
  void aPermanentFaultExhaustsTheRequest(Fault fault) {
    ChatServerOptions always = ChatServerOptions.plain().faults(Map.of(fault, 1.0));
    try (ChatServer server = ChatServer.start(always);
        Client client =
            Client.of(
                Endpoint.of(server.base(), "tiny").with(SHORT),
                new Retries(2, Duration.ofMillis(5), Duration.ofMillis(50)),
                TestLimits.inFlight(8))) {
      Exhausted exhausted = (Exhausted) client.ask("anything");
      assertThat(exhausted.attempts()).isEqualTo(2);
      assertThat(exhausted.lastError()).isNotBlank();
      assertThat(server.counts().requests()).isEqualTo(2);
    }
  }

  @Test
  void aRateLimitDelaysAndDoesNotCountAsAnAttempt() {
    AtomicInteger requests = new AtomicInteger();
    try (ChatServer server =
            ChatServer.scripted(
                ChatServerOptions.plain(),
                request ->
                    requests.incrementAndGet() <= 60
                        ? ChatResponse.error(429, "busy", "rate_limit_error", null)
                        : ChatResponse.completion("1"));
        Client client = Client.of(server)) {
      assertThat(client.askAll(20)).allMatch(reply -> reply instanceof Answered);
      assertThat(server.counts().requests()).isEqualTo(80);
      assertThat(client.settled().sent()).isEqualTo(80);
      assertThat(client.settled().throttled()).isEqualTo(60);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {200, 429})
  void aPermanentRateLimitEndsAfterTheMaximum(int status) {
    ChatResponse busy = ChatResponse.error(429, "busy", "rate_limit_error", null);
    try (ChatServer server =
            ChatServer.scripted(
                ChatServerOptions.plain(), request -> status == 200 ? busy.within200() : busy);
        Client client =
            Client.of(
                Endpoint.of(server.base(), "tiny"),
                new Retries(1, Duration.ofMillis(5), Duration.ofMillis(50)),
                TestLimits.with(8).outage(Duration.ofMillis(300)).limits())) {
      assertThat(client.askAll(20))
          .allSatisfy(
              reply -> {
                assertThat(ReplyEvaluator.unasked(reply)).isPresent();
                assertThat(((Exhausted) reply).lastError()).contains("limited the rate", "busy");
              });
      assertThat(client.ask("another")).isInstanceOf(Exhausted.class);
    }
  }

  @Test
  void equalRefusalsOfAllRequestsEndAsking() {
    AtomicInteger requests = new AtomicInteger();
    try (ChatServer server =
            ChatServer.scripted(
                ChatServerOptions.plain(),
                request ->
                    ChatResponse.error(
                        400,
                        "Unsupported value: 'temperature' (request " + requests.incrementAndGet(),
                        "invalid_request_error",
                        "unsupported_value"));
        Client client = Client.of(server, TestLimits.inFlight(1))) {
      List<ChatReply> replies = client.askAll(100);
      assertThat(server.counts().requests()).isEqualTo(Refusals.ENOUGH);
      assertThat(replies)
          .allMatch(reply -> ReplyEvaluator.unasked(reply).orElseThrow().contains("'temperature'"));
      client.budget.begin();
      client.ask("one more");
      assertThat(server.counts().requests()).isEqualTo(Refusals.ENOUGH + 1);
    }
  }

  @Test
  void refusalsOfSomeQuestionsDoNotEndAsking() {
    AtomicInteger requests = new AtomicInteger();
    try (ChatServer server =
            ChatServer.scripted(
                ChatServerOptions.plain(),
                request -> {
                  int number = requests.incrementAndGet();
                  return number <= 10
                      ? ChatResponse.error(400, "filtered", "x", "content_filter")
                      : number == 11
                          ? ChatResponse.completion("1")
                          : ChatResponse.error(400, "too long", "x", "context_length_exceeded");
                });
        Client client = Client.of(server, TestLimits.inFlight(1))) {
      List<ChatReply> replies = client.askAll(40);
      assertThat(server.counts().requests()).isEqualTo(40);
      assertThat(replies.stream().filter(reply -> ReplyEvaluator.unasked(reply).isPresent()))
          .hasSize(29);
    }
  }

  @Test
  void theReportedUsageCountsTowardsTheBudget() {
    try (ChatServer server =
            ChatServer.scripted(
                ChatServerOptions.plain(),
                request -> ChatResponse.completion("1", "stop", 30, 4, 1030));
        Client client =
            Client.of(server, TestLimits.with(64).spending(new Money(5500, 1, 1e6)).limits())) {
      List<ChatReply> replies = client.askAll(50);
      assertThat(replies.stream().filter(reply -> reply instanceof Answered)).hasSize(5);
      assertThat(client.settled().usd()).isBetween(5000.0, 5500.0);
      assertThat(client.settled().overBudget()).isTrue();
    }
  }

  @Test
  void everyRequestIsAnsweredDespiteMixedFaults() {
    Map<Fault, Double> shares = new EnumMap<>(Fault.class);
    // These delay all requests: most for a second, one until the client's timeout.
    Set<Fault> slowing = EnumSet.of(TOO_MANY, TOO_MANY_SECONDS, TOO_MANY_DATE, UNAVAILABLE, HANG);
    EnumSet.allOf(Fault.class).forEach(f -> shares.put(f, slowing.contains(f) ? 0.005 : 0.022));
    assertThat(shares.values().stream().mapToDouble(x -> x).sum()).isCloseTo(0.2, within(2e-3));
    ChatServerOptions mixed = ChatServerOptions.plain().latency(10).faults(shares);
    try (ChatServer server = ChatServer.start(mixed);
        Client client =
            Client.of(
                Endpoint.of(server.base(), "tiny").with(PATIENT),
                new Retries(10, Duration.ofMillis(5), Duration.ofMillis(50)),
                TestLimits.inFlight(64))) {
      List<ChatReply> replies = client.askAll(400);
      assertThat(replies).hasSize(400).allMatch(reply -> reply instanceof Answered);
      assertThat(server.counts().faults())
          .containsKeys(EnumSet.complementOf(EnumSet.copyOf(slowing)).toArray(Fault[]::new));
      server
          .counts()
          .questions()
          .forEach((text, question) -> assertThat(question.answered()).as(text).isEqualTo(1));
      assertThat(client.settled().inFlight()).isZero();
    }
  }

  @Test
  void aRefusedKeyEndsAsking() {
    ChatServerOptions locked = ChatServerOptions.plain().key("right");
    try (ChatServer server = ChatServer.start(locked);
        Client client = Client.of(server)) {
      Rejected rejected = (Rejected) client.ask("anything");
      assertThat(rejected.status()).isEqualTo(401);
      Exhausted turnedAway = (Exhausted) client.ask("something else");
      assertThat(turnedAway.attempts()).isZero();
      assertThat(turnedAway.lastError()).contains("refuses the key", "wrong key");
    }
  }

  @Test
  void theKeyIsSentButNeverShown() {
    String word = "sk-very-secret-word";
    ChatServerOptions locked = ChatServerOptions.plain().key("another");
    try (ChatServer server = ChatServer.start(locked);
        Client client =
            Client.of(
                Endpoint.of(server.base(), "tiny").with(ApiKey.of(word + "\n")),
                QUICK,
                TestLimits.inFlight(8))) {
      Rejected rejected = (Rejected) client.ask("anything");
      assertThat(rejected.why()).contains("Bearer ***").doesNotContain(word);
      assertThat(client.endpoint.toString()).doesNotContain(word);
    }
  }

  @Test
  void aRedirectIsNotFollowed() throws IOException {
    AtomicInteger called = new AtomicInteger();
    HttpServer other = redirector("/", called, 200, "");
    HttpServer first =
        redirector("/", new AtomicInteger(), 307, "http://127.0.0.1:" + port(other) + "/v1");
    try (Client client =
        Client.of(
            Endpoint.of(URI.create("http://127.0.0.1:" + port(first) + "/v1"), "tiny")
                .with(ApiKey.of("word")),
            QUICK,
            TestLimits.inFlight(8))) {
      assertThat(client.ask("anything"))
          .isInstanceOfSatisfying(
              Rejected.class, rejected -> assertThat(rejected.status()).isEqualTo(307));
      assertThat(called).hasValue(0);
    } finally {
      first.stop(0);
      other.stop(0);
    }
  }

  /** A very large body must not fill the memory. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void theSizeOfAnAnswerIsLimited(int beyond) throws IOException {
    byte[] body = new byte[(8 << 20) + beyond];
    Arrays.fill(body, (byte) ' ');
    byte[] said = "{\"choices\":[{\"message\":{\"content\":\"yes\"}}]}".getBytes(UTF_8);
    System.arraycopy(said, 0, body, 0, said.length);
    HttpServer server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
    server.createContext(
        "/",
        exchange -> {
          try (exchange) {
            exchange.getRequestBody().readAllBytes();
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody().write(body);
          }
        });
    server.start();
    try (Client client =
        Client.of(
            Endpoint.of(URI.create("http://127.0.0.1:" + port(server)), "tiny"),
            new Retries(1, Duration.ofMillis(5), Duration.ofMillis(50)),
            TestLimits.inFlight(8))) {
      ChatReply reply = client.ask("anything");
      assertThat(reply).isInstanceOf(beyond == 0 ? Answered.class : Exhausted.class);
      if (reply instanceof Exhausted exhausted) {
        assertThat(exhausted.lastError()).contains("more than 8388608 bytes");
      }
    } finally {
      server.stop(0);
    }
  }

  private static HttpServer redirector(
      String path, AtomicInteger called, int status, String location) throws IOException {
    HttpServer server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
    server.createContext(
        path,
        exchange -> {
          called.incrementAndGet();
          exchange.getResponseHeaders().set("Location", location);
          exchange.sendResponseHeaders(status, -1);
          exchange.close();
        });
    server.start();
    return server;
  }

  private static int port(HttpServer server) {
    return server.getAddress().getPort();
  }

  @ParameterizedTest
  @ValueSource(strings = {"two words", "line\nbreak", "\u00e4"})
  void anInvalidKeyIsRejectedWithoutShowingIt(String key) {
    assertThatThrownBy(() -> ApiKey.of(key))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageNotContaining(key);
    assertThat(ApiKey.of(" \n")).isSameAs(ApiKey.NONE);
  }

  @Test
  void anUnreachableServiceExhaustsTheRequest() throws IOException {
    URI nowhere;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      nowhere = URI.create("http://127.0.0.1:" + free.getLocalPort() + "/v1");
    }
    try (Client client =
        Client.of(
            Endpoint.of(nowhere, "tiny"),
            new Retries(3, Duration.ofMillis(5), Duration.ofMillis(50)),
            TestLimits.with(8).spending(new Money(1, 1, 1)).limits())) {
      assertThat(client.ask("anything"))
          .isInstanceOfSatisfying(
              Exhausted.class,
              exhausted -> {
                assertThat(exhausted.attempts()).isEqualTo(3);
                assertThat(exhausted.lastError()).startsWith("cannot connect to 127.0.0.1:");
              });
      assertThat(client.settled().usd()).isZero();
      assertThat(client.settled().sent()).isZero();
    }
  }

  @Test
  void askingEndsWhenTheBudgetIsSpent() {
    // 30 tokens in for a dollar each, answers of 4 for two; 20 are set aside before.
    Money money = new Money(500, 1e6, 2e6);
    try (ChatServer server = ChatServer.start(ChatServerOptions.plain());
        Client client = Client.of(server, TestLimits.with(4).spending(money).limits())) {
      List<ChatReply> replies = client.askAll(100);
      long answered = replies.stream().filter(reply -> reply instanceof Answered).count();
      assertThat(replies)
          .allMatch(reply -> reply instanceof Answered || reply instanceof OverBudget);
      assertThat(answered).isBetween(15L, 25L).isEqualTo(server.counts().requests());
      assertThat(client.settled().usd()).isBetween(400.0, 500.0);
      assertThat(client.settled().overBudget()).isTrue();
    }
  }

  /** A client and its budget. */
  record Client(
      Endpoint endpoint, RateLimiter budget, RemoteRequestLimiter limiter, HttpChatModel model)
      implements AutoCloseable {

    static Client of(ChatServer server) {
      return of(server, TestLimits.inFlight(64));
    }

    static Client of(ChatServer server, Limits limits) {
      return of(Endpoint.of(server.base(), "tiny"), QUICK, limits);
    }

    static Client of(Endpoint endpoint, Retries retries, Limits limits) {
      RateLimiter budget = new RateLimiter(limits);
      RemoteRequestLimiter limiter = new RemoteRequestLimiter("test", budget);
      return new Client(endpoint, budget, limiter, new HttpChatModel(endpoint, retries, limiter));
    }

    /** The counters after all permits are settled, which happens on the limiter's thread. */
    BudgetState settled() {
      for (int i = 0; i < 1000 && budget.state().inFlight() > 0; i++) {
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
      }
      return budget.state();
    }

    static ChatRequest request(String question) {
      return new ChatRequest("Choose", question, SCHEMA, 20, 30);
    }

    ChatReply ask(String question) {
      return model.ask(request(question)).orTimeout(60, TimeUnit.SECONDS).join();
    }

    List<ChatReply> askAll(int count) {
      List<CompletableFuture<ChatReply>> replies = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        replies.add(model.ask(request("question " + i)).orTimeout(100, TimeUnit.SECONDS));
      }
      return replies.stream().map(CompletableFuture::join).toList();
    }

    @Override
    public void close() {
      model.close();
      limiter.close();
    }
  }
}
