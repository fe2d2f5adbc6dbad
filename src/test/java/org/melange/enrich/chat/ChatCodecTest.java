package org.melange.enrich.chat;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.melange.enrich.budget.Usage;
import org.melange.enrich.chat.ChatReply.Finish;

/** The requests to a service and its answers. */
class ChatCodecTest {

  private static final Endpoint ENDPOINT =
      Endpoint.of(URI.create("http://127.0.0.1/v1"), "tiny-latest");

  /** An answer of 20 tokens is asked for. */
  private static final ChatRequest REQUEST = new ChatRequest("abc", "\u00e4bc", "", 20, 30);

  private static final ApiKey KEY = ApiKey.of("sk-very-secret-word");

  private final ChatCodec codec = new ChatCodec(ENDPOINT);

  @Test
  void aRequestHasNoEmptyFields() throws Exception {
    assertThat(codec.body(REQUEST))
        .hasToString(
            "{\"model\":\"tiny-latest\",\"messages\":[{\"role\":\"system\",\"content\":\"abc\"},"
                + "{\"role\":\"user\",\"content\":\"\u00e4bc\"}],\"max_tokens\":20}");
    JsonNode body = codec.body(new ChatRequest("", "b", "{\"type\":\"object\"}", 20, 30));
    assertThat(body.path("messages")).hasSize(1);
    assertThat(body.path("response_format").path("json_schema").path("schema"))
        .hasToString("{\"type\":\"object\"}");
  }

  @Test
  void parametersAreAddedAsFields() throws Exception {
    Endpoint special =
        new Endpoint(
            ENDPOINT.base(),
            "o",
            "{\"temperature\":0,\"stop\":[\"\\n\"]}",
            "max_completion_tokens",
            ENDPOINT.headers(),
            "Authorization",
            KEY,
            ENDPOINT.timeouts());
    assertThat(new ChatCodec(special).body(REQUEST).toString())
        .endsWith("\"max_completion_tokens\":20,\"temperature\":0,\"stop\":[\"\\n\"]}")
        .doesNotContain("secret");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"content\":\"yes\"}                    | stop           | COMPLETE | yes",
        "{\"content\":\"yes\"}                    | length         | TRUNCATED | yes",
        "{\"content\":\"yes\"}                    | content_filter | REFUSED  | yes",
        "{\"content\":null}                       | content_filter | REFUSED  | ''",
        "{\"content\":null,\"refusal\":\"No.\"}   | stop           | REFUSED  | No.",
        "{\"content\":\"yes\",\"refusal\":null}   | stop           | COMPLETE | yes",
        "{\"content\":[{\"text\":\"y\"},{\"thinking\":[]},{\"text\":\"es\"}]} | stop | COMPLETE |"
            + " yes",
        "{}                                       | stop           | COMPLETE | ''",
      })
  void theFinishReasonIsParsed(String message, String reason, Finish finish, String text) {
    String body =
        "{\"choices\":[{\"message\":%s,\"finish_reason\":\"%s\"}]}".formatted(message, reason);
    ChatCodec.Content content = codec.decode(REQUEST, body.getBytes(UTF_8)).orElseThrow();
    assertThat(content.finish()).isEqualTo(finish);
    assertThat(content.text()).isEqualTo(text);
    assertThat(content.model()).isEqualTo("tiny-latest");
    assertThat(content.usage()).isEqualTo(REQUEST.estimate());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "null",
        "[]",
        "{}",
        "{\"choices\":[]}",
        "{\"choices\":{\"message\":{}}}",
        "{\"choices\":[{\"message\":null}]}",
        "{\"choices\":[{\"text\":\"yes\"}]}",
        "{\"choices\":[{\"message\":{\"content\":\"cut",
        "{\"choices\":[{\"message\":{\"content\":\"\u00e4\"}}]}",
        "<html></html>"
      })
  void otherBodiesAreNotCompletions(String body) {
    // One of them would be, were it UTF-8.
    assertThat(codec.decode(REQUEST, body.getBytes(ISO_8859_1))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "1, 0, true",
    "1031, 20, true",
    "1032, 20, true",
    "1031, 21, true",
    "100000001, 21, false",
    "5, 100000001, false",
    "0, 20, false",
    "-1, 20, false",
    "5, -1, false",
    "'\"5\"', 3, false",
    "null, 3, false",
    "5, null, false",
    "99999999999999999999, 3, false"
  })
  void implausibleCountsAreReplacedByTheEstimate(String in, String out, boolean believed) {
    String usage = "{\"prompt_tokens\":%s,\"completion_tokens\":%s}".formatted(in, out);
    String body = "{\"choices\":[{\"message\":{}}],\"usage\":" + usage + "}";
    Usage counted = codec.decode(REQUEST, body.getBytes(UTF_8)).orElseThrow().usage();
    assertThat(counted)
        .isEqualTo(
            believed ? new Usage(Long.parseLong(in), Long.parseLong(out)) : REQUEST.estimate());
  }

  @ParameterizedTest
  @CsvSource({
    "60, 900, 960, 900",
    "60, 6, 1166, 1106",
    "60, 6, 66, 6",
    "60, 6, 1, 6",
    "60, 6, null, 6",
    "60, null, 70, 10"
  })
  void reportedTokensMayExceedTheRequest(
      String in, String out, String total, long counted) {
    String usage =
        "{\"prompt_tokens\":%s,\"completion_tokens\":%s,\"total_tokens\":%s}"
            .formatted(in, out, total);
    String body = "{\"choices\":[{\"message\":{}}],\"usage\":" + usage + "}";
    assertThat(codec.decode(REQUEST, body.getBytes(UTF_8)).orElseThrow().usage())
        .isEqualTo(new Usage(60, counted));
    assertThat(codec.reported(body.getBytes(UTF_8))).isEqualTo(new Usage(60, counted));
  }

  @Test
  void parametersOverrideAllOtherFields() throws Exception {
    ChatRequest request = new ChatRequest("", "b", "{\"type\":\"object\"}", 20, 30);
    String own = "{\"model\":\"n\",\"response_format\":{\"type\":\"json_object\"}}";
    JsonNode body = new ChatCodec(with(own)).body(request);
    assertThat(body.path("response_format")).hasToString("{\"type\":\"json_object\"}");
    assertThat(body.path("model").asText()).isEqualTo("n");
    assertThat(new ChatCodec(with("{\"response_format\":null}")).body(request).fieldNames())
        .toIterable()
        .containsExactly("model", "messages", "max_tokens");
    assertThat(new ChatCodec(with("{\"max_completion_tokens\":9}")).body(request).fieldNames())
        .toIterable()
        .containsExactly("model", "messages", "response_format", "max_completion_tokens");
  }

  private static Endpoint with(String parameters) {
    return new Endpoint(
        ENDPOINT.base(),
        "o",
        parameters,
        "max_tokens",
        ENDPOINT.headers(),
        "Authorization",
        KEY,
        ENDPOINT.timeouts());
  }
}
