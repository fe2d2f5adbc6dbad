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
 * A client of OpenAI's API for files and batches. Calls block and are retried. Before the creation
 * of a batch is retried, the client looks whether the first call has created it. Thread-safe.
 */
final class BatchClient {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String BOUNDARY = "melange-Ua3pZ9wqX5";
  private static final int PAGE = 100;
  private static final int PAGES = 20;
  private static final int ERROR_BYTES = 1 << 16;

  /** A slower upload fails. */
  private static final int MIN_BYTES_PER_MILLI = 100;

  private final Endpoint endpoint;
  private final HttpClient http;
  private final Retry retry;

  /** A failure that a retry may solve. */
  private static final class TransientException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    TransientException(String message) {
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
                .retryExceptions(TransientException.class, UncheckedIOException.class)
                .intervalFunction(
                    IntervalFunction.ofExponentialRandomBackoff(
                        retries.initialBackoff(), 2, 0.5, retries.maxBackoff()))
                .build());
  }

  /** Uploads a file of questions and returns its id. */
  String upload(Path file) {
    return retried(
        () ->
            named(
                    "file",
                    json(
                        endpoint
                            .request("files")
                            .setHeader("Content-Type", "multipart/form-data; boundary=" + BOUNDARY)
                            .POST(form(file)),
                        timeout(file)))
                .path("id")
                .asText());
  }

  /** The timeout of a question would be too short for a large file. */
  private Duration timeout(Path file) {
    try {
      return endpoint.timeouts().request().plusMillis(Files.size(file) / MIN_BYTES_PER_MILLI);
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
   * Creates a batch from an uploaded file. Before a retry, the service's list is searched for a
   * batch with the mark.
   */
  BatchStatus create(String fileId, String mark) {
    AtomicBoolean tried = new AtomicBoolean();
    return retried(
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

  /** The status of a batch. */
  BatchStatus status(String id) {
    return retried(() -> batch(json(endpoint.request("batches/" + id).GET())));
  }

  private static BatchStatus batch(JsonNode answer) {
    BatchStatus status = BatchStatus.of(named("batch", answer));
    if (status.status().isEmpty()) {
      throw new TransientException("the service answered a batch without a status");
    }
    return status;
  }

  /** An object without an id cannot be retrieved later. */
  private static JsonNode named(String what, JsonNode answer) {
    if (answer.path("id").asText("").isEmpty()) {
      throw new TransientException("the service answered something that is not a " + what);
    }
    return answer;
  }

  /** The batch with a mark, if it is among the latest batches of the service. */
  Optional<BatchStatus> find(String mark) {
    String after = "";
    for (int i = 0; i < PAGES; i++) {
      String page = "batches?limit=" + PAGE + (after.isEmpty() ? "" : "&after=" + after);
      JsonNode list = retried(() -> json(endpoint.request(page).GET()));
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

  /** Reads a file by lines. A retry starts from the beginning, so lines may be repeated. */
  void lines(String fileId, Consumer<String> line) {
    retried(
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

  private JsonNode json(HttpRequest.Builder call, Duration timeout) {
    HttpResponse<InputStream> response = send(call, timeout);
    try (InputStream body = checked(response)) {
      return JSON.readTree(body.readAllBytes());
    } catch (JsonProcessingException e) {
      throw new TransientException("the service answered something that is not JSON");
    } catch (IOException e) {
      throw new UncheckedIOException("reading an answer: " + e.getMessage(), e);
    }
  }

  /** The body of a successful response. */
  private InputStream checked(HttpResponse<InputStream> response) throws IOException {
    InputStream body = new ReadTimeoutInputStream(response.body(), endpoint.timeouts().request());
    int status = response.statusCode();
    if (status == 200 || status == 201) {
      return body;
    }
    try (body) {
      ServiceError error = ServiceError.of(status, body.readNBytes(ERROR_BYTES), endpoint.key());
      if (status == 408 || status == 409 || status == 429 || status >= 500) {
        throw new TransientException(error.message());
      }
      throw new BatchException(
          "the service refuses the request: " + error.message(), status == 404);
    }
  }

  private HttpResponse<InputStream> send(HttpRequest.Builder call, Duration timeout) {
    try {
      return http.send(call.timeout(timeout).build(), BodyHandlers.ofInputStream());
    } catch (IOException e) {
      throw new UncheckedIOException(
          "calling the service: " + e.getClass().getSimpleName() + " " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BatchException("interrupted while calling the service");
    }
  }

  private <T> T retried(Supplier<T> call) {
    try {
      return retry.executeSupplier(call);
    } catch (TransientException | UncheckedIOException e) {
      throw new BatchException(e.getMessage());
    }
  }
}
