package org.melange.enrich.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.melange.enrich.chat.ApiKey;
import org.melange.enrich.chat.Endpoint;
import org.melange.enrich.chat.Retries;

/** The batch client and a service with faults. */
@Timeout(60)
class BatchClientTest {

  private static final String BATCH =
      "{\"id\":\"b-1\",\"status\":\"in_progress\",\"metadata\":{\"melange_mark\":\"m\"}}";

  private final List<String> calls = new CopyOnWriteArrayList<>();
  private final List<Script> scripts = new ArrayList<>();
  private final CountDownLatch stopped = new CountDownLatch(1);
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private HttpServer server;
  private BatchClient client;

  /** How the service meets one call. */
  private interface Script {
    void meet(HttpExchange exchange) throws IOException;
  }

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
    server.createContext("/", this::handle);
    server.setExecutor(threads);
    server.start();
    client = client(Duration.ofSeconds(20), 3);
  }

  private BatchClient client(Duration patience, int attempts) {
    URI base = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/v1");
    return new BatchClient(
        Endpoint.of(base, "tiny")
            .with(new Endpoint.Timeouts(patience, patience))
            .with(ApiKey.of("sk-very-secret-word")),
        new Retries(attempts, Duration.ofMillis(1), Duration.ofMillis(2)));
  }

  @AfterEach
  void stop() {
    stopped.countDown();
    server.stop(0);
    threads.shutdownNow();
  }

  @ParameterizedTest
  @ValueSource(ints = {408, 409, 429, 500, 503})
  void transientErrorsAreRetried(int status) {
    script(answer(status, "busy"), answer(201, BATCH));
    assertThat(client.status("b-1").status()).isEqualTo("in_progress");
    assertThat(calls).containsExactly("GET /v1/batches/b-1", "GET /v1/batches/b-1");
  }

  @ParameterizedTest
  @ValueSource(ints = {302, 400, 401, 404, 413})
  void permanentErrorsAreNotRetried(int status) {
    script(answer(status, "{\"error\":{\"message\":\"wrong\\n it is\"}}"));
    assertThatThrownBy(() -> client.status("b-1"))
        .isInstanceOf(BatchException.class)
        .hasMessage("the service refuses the request: " + status + " wrong it is");
    assertThat(calls).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "null",
        "[]",
        "{}",
        "<html>Sign in</html>",
        "{\"id\":null,\"status\":\"completed\"}",
        "{\"id\":\"b-1\"}",
        "{\"id\":\"b-1\",\"sta"
      })
  void anInvalidBatchFails(String body) {
    script(answer(200, body));
    assertThatThrownBy(() -> client.status("b-1"))
        .isInstanceOf(BatchException.class)
        .hasMessageContaining("the service answered");
    assertThat(calls).hasSize(3);
  }

  @Test
  void anUploadWithoutAnIdFails(@TempDir Path dir) throws IOException {
    Path file = Files.writeString(dir.resolve("questions.jsonl"), "{}\n");
    script(answer(200, "{\"object\":\"file\"}"), answer(200, "{\"id\":\"f-1\"}"));
    assertThat(client.upload(file)).isEqualTo("f-1");
    script(answer(200, "{}"));
    assertThatThrownBy(() -> client.upload(file))
        .isInstanceOf(BatchException.class)
        .hasMessageContaining("not a file");
  }

  @Test
  void aLargeFileMayTakeLongerThanAQuestion(@TempDir Path dir) throws IOException {
    Path file = Files.write(dir.resolve("questions.jsonl"), new byte[2_000_000]);
    script(
        exchange -> {
          awaitStop(600);
          answer(200, "{\"id\":\"f-1\"}").meet(exchange);
        });
    assertThat(client(Duration.ofMillis(200), 1).upload(file)).isEqualTo("f-1");
  }

  @Test
  void aStalledBodyIsReadAgain() {
    script(stalls("one\ntw", 200), answer(200, "one\ntwo\n"));
    List<String> lines = new ArrayList<>();
    client(Duration.ofMillis(400), 9).lines("f-1", lines::add);
    assertThat(lines).endsWith("one", "two").doesNotContain("tw");
  }

  @Test
  void aTruncatedBodyIsReadAgain() {
    script(cut("one\ntw"), answer(200, "one\ntwo"));
    List<String> lines = new ArrayList<>();
    client.lines("f-1", lines::add);
    assertThat(lines).endsWith("one", "two").doesNotContain("tw");
  }

  @ParameterizedTest
  @ValueSource(ints = {200, 500})
  void aMissingBodyTimesOut(int status) {
    script(stalls("{", status));
    assertThatThrownBy(() -> client(Duration.ofMillis(400), 1).status("b-1"))
        .isInstanceOf(BatchException.class);
  }

  @Test
  void aBatchCreatedBeforeTheFailureIsNotCreatedTwice() {
    script(answer(502, ""), answer(200, "{\"data\":[" + BATCH + "]}"));
    assertThat(client.create("f-1", "m").id()).isEqualTo("b-1");
    assertThat(calls).containsExactly("POST /v1/batches", "GET /v1/batches?limit=100");
  }

  @Test
  void aBatchThatWasNotCreatedIsCreatedByTheRetry() {
    script(answer(502, ""), answer(200, "{\"data\":[]}"), answer(200, BATCH));
    assertThat(client.create("f-1", "m").id()).isEqualTo("b-1");
    assertThat(calls)
        .containsExactly("POST /v1/batches", "GET /v1/batches?limit=100", "POST /v1/batches");
  }

  @Test
  void allPagesAreSearchedForABatch() {
    String first = "{\"data\":[" + BATCH.replace("\"m\"", "\"other\"") + "],\"has_more\":true}";
    String second = "{\"data\":[" + BATCH.replace("b-1", "b-2") + "],\"has_more\":true}";
    script(answer(200, first), answer(200, second));
    assertThat(client.find("m").map(BatchStatus::id)).contains("b-2");
    assertThat(calls)
        .containsExactly("GET /v1/batches?limit=100", "GET /v1/batches?limit=100&after=b-1");
    script(answer(200, first.replace("true", "false")));
    assertThat(client.find("m")).isEqualTo(Optional.empty());
    assertThat(calls).hasSize(3);
  }

  @Test
  void noPartOfTheKeyIsShown() {
    script(answer(400, "x".repeat(290) + " Bearer sk-very-secret-word"));
    assertThatThrownBy(() -> client.status("b-1")).hasMessageNotContaining("sk-");
  }

  /** Scripts for the calls to come; the last one stays. */
  private void script(Script... next) {
    scripts.clear();
    scripts.addAll(List.of(next));
  }

  private void handle(HttpExchange exchange) throws IOException {
    calls.add(exchange.getRequestMethod() + " " + exchange.getRequestURI());
    exchange.getRequestBody().readAllBytes();
    try (exchange) {
      (scripts.size() > 1 ? scripts.remove(0) : scripts.get(0)).meet(exchange);
    }
  }

  private static Script answer(int status, String body) {
    return exchange -> {
      byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
      exchange.getResponseBody().write(bytes);
    };
  }

  /** Sends a part of what it has promised, and then nothing. */
  private Script stalls(String body, int status) {
    return exchange -> {
      begin(exchange, status, body);
      awaitStop(Long.MAX_VALUE);
    };
  }

  /** Sends a part of what it has promised, and hangs up. */
  private static Script cut(String body) {
    return exchange -> begin(exchange, 200, body);
  }

  private static void begin(HttpExchange exchange, int status, String body) throws IOException {
    exchange.sendResponseHeaders(status, 1000);
    OutputStream out = exchange.getResponseBody();
    out.write(body.getBytes(StandardCharsets.UTF_8));
    out.flush();
  }

  private void awaitStop(long millis) {
    try {
      boolean unused = stopped.await(millis, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
