package org.melange.enrich.batch;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.resilience4j.core.IntervalFunction;
import io.github.resilience4j.retry.Retry;
import io.github.resilience4j.retry.RetryConfig;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.melange.enrich.chat.Endpoint;
import org.melange.enrich.chat.ReadTimeoutInputStream;
import org.melange.enrich.chat.Retries;
import org.melange.enrich.chat.ServiceError;

/**
 * Files and batches of OpenAI's protocol. Each call waits for its answer and is repeated as a
 * question is; only the making of a batch is not, for then there could be two. Thread-safe.
 */
final class BatchClient {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String BOUNDARY = "melange-Ua3pZ9wqX5";
  private static final int PAGE = 100;
  private static final int PAGES = 20;
  private static final int ERROR_BYTES = 1 << 16;

  /** A line on which files go up more slowly than this counts as broken. */
  private static final int LEAST_BYTES_PER_MILLI = 100;

  private final Endpoint endpoint;
  private final HttpClient http;
  private final Retry retry;

  /** A failure that may pass. */
  private static final class PassingException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    PassingException(String message) {
      super(message);
    }
  }

  BatchClient(Endpoint endpoint, Retries retries) {
    this.endpoint = endpoint;
    this.http =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(endpoint.timeouts().connect())
            .build();
    this.retry =
        Retry.of(
            "batch",
            RetryConfig.custom()
                .maxAttempts(retries.maxAttempts())
                .retryExceptions(PassingException.class, UncheckedIOException.class)
                .intervalFunction(
                    IntervalFunction.ofExponentialRandomBackoff(
                        retries.firstWait(), 2, 0.5, retries.longestWait()))
                .build());
  }

  /** Uploads a file of questions; gives its name there. */
  String upload(Path file) {
    return repeated(
        () ->
            named(
                    "file",
                    json(
                        endpoint
                            .request("files")
                            .setHeader("Content-Type", "multipart/form-data; boundary=" + BOUNDARY)
                            .POST(form(file)),
                        patience(file)))
                .path("id")
                .asText());
  }

  /** The timeout of a request is that of a question; a file is some thousand times as long. */
  private Duration patience(Path file) {
    try {
      return endpoint.timeouts().request().plusMillis(Files.size(file) / LEAST_BYTES_PER_MILLI);
    } catch (IOException e) {
      throw new UncheckedIOException("reading " + file, e);
    }
  }

  private static HttpRequest.BodyPublisher form(Path file) {
    String head =
        "--%1$s\r\nContent-Disposition: form-data; name=\"purpose\"\r\n\r\nbatch\r\n--%1$s\r\n"
            + "Content-Disposition: form-data; name=\"file\"; filename=\"questions.jsonl\"\r\n"
            + "Content-Type: application/jsonl\r\n\r\n";
    try {
      return BodyPublishers.concat(
          BodyPublishers.ofString(head.formatted(BOUNDARY)),
          BodyPublishers.ofFile(file),
          BodyPublishers.ofString("\r\n--" + BOUNDARY + "--\r\n"));
    } catch (IOException e) {
      throw new UncheckedIOException("reading " + file, e);
    }
  }

  /**
   * Makes a batch of an uploaded file. Before it is tried again, the service is asked whether it
   * has one of that mark.
   */
  BatchStatus create(String fileId, String mark) {
    AtomicBoolean tried = new AtomicBoolean();
    return repeated(
        () -> {
          Optional<BatchStatus> made = tried.getAndSet(true) ? find(mark) : Optional.empty();
          return made.orElseGet(() -> createOnce(fileId, mark));
        });
  }

  private BatchStatus createOnce(String fileId, String mark) {
    ObjectNode batch = JSON.createObjectNode();
    batch
        .put("input_file_id", fileId)
        .put("endpoint", "/v1/chat/completions")
        .put("completion_window", "24h")
        .putObject("metadata")
        .put(BatchStatus.MARK, mark);
    return batch(
        json(
            endpoint
                .request("batches")
                .setHeader("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(batch.toString()))));
  }

  /** How a batch stands. */
  BatchStatus status(String id) {
    return repeated(() -> batch(json(endpoint.request("batches/" + id).GET())));
  }

  private static BatchStatus batch(JsonNode answer) {
    BatchStatus status = BatchStatus.of(named("batch", answer));
    if (status.status().isEmpty()) {
      throw new PassingException("the service answered a batch without a status");
    }
    return status;
  }

  /** What has no name cannot be asked for again. */
  private static JsonNode named(String what, JsonNode answer) {
    if (answer.path("id").asText("").isEmpty()) {
      throw new PassingException("the service answered something that is no " + what);
    }
    return answer;
  }

  /** The batch of a mark, if it is among the service's latest. */
  Optional<BatchStatus> find(String mark) {
    String after = "";
    for (int i = 0; i < PAGES; i++) {
      String page = "batches?limit=" + PAGE + (after.isEmpty() ? "" : "&after=" + after);
      JsonNode list = repeated(() -> json(endpoint.request(page).GET()));
      for (JsonNode batch : list.path("data")) {
        BatchStatus status = BatchStatus.of(batch);
        if (status.mark().equals(mark)) {
          return Optional.of(status);
        }
        after = status.id();
      }
      if (!list.path("has_more").asBoolean(false) || after.isEmpty()) {
        break;
      }
    }
    return Optional.empty();
  }

  /** Reads a file, line by line. After a failure it begins again, so a line may come twice. */
  void lines(String fileId, Consumer<String> line) {
    repeated(
        () -> {
          readLines(fileId, line);
          return fileId;
        });
  }

  private void readLines(String fileId, Consumer<String> line) {
    HttpResponse<InputStream> response =
        send(endpoint.request("files/" + fileId + "/content").GET(), endpoint.timeouts().request());
    try (BufferedReader reader =
        new BufferedReader(new InputStreamReader(checked(response), StandardCharsets.UTF_8))) {
      for (String next = reader.readLine(); next != null; next = reader.readLine()) {
        line.accept(next);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("reading file " + fileId + ": " + e.getMessage(), e);
    }
  }

  private JsonNode json(HttpRequest.Builder call) {
    return json(call, endpoint.timeouts().request());
  }

  private JsonNode json(HttpRequest.Builder call, Duration patience) {
    HttpResponse<InputStream> response = send(call, patience);
    try (InputStream body = checked(response)) {
      return JSON.readTree(body.readAllBytes());
    } catch (JsonProcessingException e) {
      throw new PassingException("the service answered something that is no JSON");
    } catch (IOException e) {
      throw new UncheckedIOException("reading an answer: " + e.getMessage(), e);
    }
  }

  /** The body of a response that is one. */
  private InputStream checked(HttpResponse<InputStream> response) throws IOException {
    InputStream body = new ReadTimeoutInputStream(response.body(), endpoint.timeouts().request());
    int status = response.statusCode();
    if (status == 200 || status == 201) {
      return body;
    }
    try (body) {
      ServiceError error = ServiceError.of(status, body.readNBytes(ERROR_BYTES), endpoint.key());
      if (status == 408 || status == 409 || status == 429 || status >= 500) {
        throw new PassingException(error.message());
      }
      throw new BatchException("the service refuses: " + error.message(), status == 404);
    }
  }

  private HttpResponse<InputStream> send(HttpRequest.Builder call, Duration patience) {
    try {
      return http.send(call.timeout(patience).build(), BodyHandlers.ofInputStream());
    } catch (IOException e) {
      throw new UncheckedIOException(
          "calling the service: " + e.getClass().getSimpleName() + " " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BatchException("interrupted while calling the service");
    }
  }

  private <T> T repeated(Supplier<T> call) {
    try {
      return retry.executeSupplier(call);
    } catch (PassingException | UncheckedIOException e) {
      throw new BatchException(e.getMessage());
    }
  }
}
