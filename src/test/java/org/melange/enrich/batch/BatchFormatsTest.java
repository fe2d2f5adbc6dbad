package org.melange.enrich.batch;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.melange.enrich.budget.Usage;
import org.melange.enrich.chat.ApiKey;
import org.melange.enrich.chat.ChatReply.Answered;
import org.melange.enrich.chat.ChatReply.Concern;
import org.melange.enrich.chat.ChatReply.Exhausted;
import org.melange.enrich.chat.ChatReply.Rejected;
import org.melange.enrich.chat.ChatRequest;
import org.melange.enrich.chat.Endpoint;

/** The files and objects of the batch API, and our record of a batch. */
class BatchFormatsTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final BatchLines lines =
      new BatchLines(
          Endpoint.of(URI.create("http://localhost/v1"), "tiny").with(ApiKey.of("secret")));

  @Test
  void aQuestionIsOneLineWithItsKey() throws IOException {
    byte[] line =
        lines.question(new BatchQuestion("k1", new ChatRequest("s", "two\nlines", "{}", 20, 5)));
    String text = new String(line, UTF_8);
    assertThat(text.indexOf('\n')).isEqualTo(text.length() - 1);
    JsonNode node = JSON.readTree(text);
    assertThat(node.path("custom_id").asText()).isEqualTo("k1");
    assertThat(node.path("method").asText()).isEqualTo("POST");
    assertThat(node.path("body").path("model").asText()).isEqualTo("tiny");
    assertThat(node.path("body").path("messages").path(1).path("content").asText())
        .isEqualTo("two\nlines");
    assertThat(text).doesNotContain("secret");
  }

  @Test
  void anAnswerIsReadFromItsLine() {
    BatchLines.Line line =
        lines.parse(
            "{\"custom_id\":\"k\",\"response\":{\"status_code\":200,\"body\":{\"model\":\"m\","
                + "\"choices\":[{\"message\":{\"content\":\"yes\"}}],"
                + "\"usage\":{\"prompt_tokens\":7,\"completion_tokens\":2}}}}");
    assertThat(line.key()).isEqualTo("k");
    Answered answered = (Answered) line.reply();
    assertThat(answered.content()).isEqualTo("yes");
    assertThat(answered.usage()).isEqualTo(new Usage(7, 2));
  }

  @ParameterizedTest
  @CsvSource({"400, QUESTION, content_filter", "400, REQUEST, invalid", "401, CALLER, api_key"})
  void aRefusalIsReadWithItsConcern(int status, Concern concern, String code) {
    BatchLines.Line line =
        lines.parse(
            String.format(
                Locale.ROOT,
                "{\"custom_id\":\"k\",\"response\":{\"status_code\":%d,\"body\":{\"error\":{\"code\":\"%s\",\"message\":\"no secret\"}}}}",
                status,
                code));
    assertThat(line.reply()).isEqualTo(new Rejected(status, status + " no ***", concern));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"custom_id\":\"k\",\"response\":{\"status_code\":500,\"body\":{}}}",
        "{\"custom_id\":\"k\",\"response\":null,\"error\":{\"message\":\"expired\"}}",
        "{\"custom_id\":\"k\",\"response\":{\"status_code\":200,\"body\":{\"choices\":[]}}}"
      })
  void whatIsNotAnAnswerExhaustsTheQuestion(String text) {
    assertThat(lines.parse(text).reply()).isInstanceOf(Exhausted.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{", "[]", "{\"response\":{}}"})
  void whatIsNotALineIsIgnored(String text) {
    assertThat(lines.parse(text)).isNull();
  }

  @Test
  void aStatusIsReadFromTheService() throws IOException {
    BatchStatus status =
        BatchStatus.of(
            JSON.readTree(
                "{\"id\":\"b1\",\"status\":\"failed\",\"output_file_id\":\"\",\"error_file_id\":\"f2\","
                    + "\"metadata\":{\"melange_mark\":\"m1\"},"
                    + "\"request_counts\":{\"completed\":3,\"failed\":2,\"total\":9},"
                    + "\"errors\":{\"data\":[{\"message\":\"too large\"}]}}"));
    assertThat(status.mark()).isEqualTo("m1");
    assertThat(status.files()).containsExactly("f2");
    assertThat(status.done()).isEqualTo(5);
    assertThat(status.total()).isEqualTo(9);
    assertThat(status.why()).isEqualTo("too large");
    assertThat(BatchStatus.of(JSON.readTree("{}")).status()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "completed, true",
    "failed, true",
    "expired, true",
    "cancelled, true",
    "validating, false",
    "in_progress, false",
    "finalizing, false",
    "cancelling, false",
    "'', false"
  })
  void someStatusesAreFinal(String name, boolean ended) throws IOException {
    String json = JSON.createObjectNode().put("status", name).toString();
    assertThat(BatchStatus.of(JSON.readTree(json)).ended()).isEqualTo(ended);
  }

  @Test
  void anEntryIsStoredAsJson() {
    BatchEntry intent = new BatchEntry("m", Optional.empty(), "http://localhost");
    BatchEntry entry = intent.withId("b1");
    assertThat(BatchEntry.parse("m", intent.toJson())).isEqualTo(intent);
    assertThat(BatchEntry.parse("m", entry.toJson())).isEqualTo(entry);
  }

  @ParameterizedTest
  @ValueSource(strings = {"{\"mark\":\"m\",\"endp", "{", ""})
  void aTruncatedEntryStillHasItsMark(String json) {
    BatchEntry entry = BatchEntry.parse("m", json);
    assertThat(entry.mark()).isEqualTo("m");
    assertThat(entry.batchId()).isEmpty();
    assertThat(entry.endpoint()).isEmpty();
  }

  @Test
  void aFileCountsWhatItHoldsAndIsDeleted() throws IOException {
    Path path;
    try (BatchFile file = new BatchFile()) {
      file.add("a", "one\n".getBytes(UTF_8), 0.5);
      file.add("b", "three\n".getBytes(UTF_8), 0.25);
      path = file.finish();
      assertThat(Files.readString(path)).isEqualTo("one\nthree\n");
      assertThat(file.keys()).containsExactlyInAnyOrder("a", "b");
      assertThat(file.bytes()).isEqualTo(10);
      assertThat(file.cost()).isEqualTo(0.75);
    }
    assertThat(path).doesNotExist();
  }
}
