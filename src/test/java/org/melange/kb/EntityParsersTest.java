package org.melange.kb;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.melange.corpus.DamagedInputException;
import org.melange.corpus.Rejection;
import org.melange.corpus.Rejection.Reason;

class EntityParsersTest {

  private final JsonlEntityParser parser = new JsonlEntityParser(10_000);

  @Test
  void readsEveryField() {
    String line =
        """
        {"qid": "Q313388", "label": "Jonah Hill", "description": " American actor",
         "aliases": ["Jonah Hill Feldstein", "Jonah Hill", "", null, "Jonah Hill Feldstein"],
         "types": ["Q5"], "popularity": 61, "images": ["a.jpg", "a.jpg"], "redirects": ["Q9"]}
        """;
    assertThat(accepted(parser.parse(line)))
        .isEqualTo(
            new Entity(
                "Q313388",
                "Jonah Hill",
                "American actor",
                List.of("Jonah Hill Feldstein"),
                List.of("Q5"),
                61,
                List.of("a.jpg"),
                List.of("Q9")));
  }

  @Test
  void understandsTheOtherNamesOfFields() {
    String line =
        "{\"qid\":\"Q174\",\"entity_name\":\"S%C3%A3o Paulo\",\"desc\":\"100%25\","
            + "\"alias\":\"Sampa\",\"image_list\":\"a%20b.jpg\",\"unknown\":[{}]}";
    List<String> none = List.of();
    assertThat(accepted(parser.parse(line)))
        .isEqualTo(
            new Entity(
                "Q174",
                "São Paulo",
                "100%25",
                List.of("Sampa"),
                none,
                0,
                List.of("a%20b.jpg"),
                none));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"id\":\"Q42\",\"name\":\"Adams\",\"image\":\"a.jpg\",\"sitelinks\":9}",
        "{\"qid\":\"http://www.wikidata.org/entity/Q42\",\"label\":\"Adams\",\"images\":[\"a.jpg\"],"
            + "\"popularity\":9}",
        "{\"id\":0,\"qid\":\"q42\",\"itemLabel\":\"Adams\",\"image_list\":\"a.jpg\",\"popularity\":9}",
        "{\"item\":\"wd:Q42\",\"label\":\"Adams\",\"name\":\"x\",\"images\":\"a.jpg\",\"popularity\":9}",
      })
  void theFirstOfSeveralNamesCounts(String line) {
    List<String> none = List.of();
    assertThat(accepted(parser.parse(line)))
        .isEqualTo(new Entity("Q42", "Adams", "", none, none, 9, List.of("a.jpg"), none));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "`` | MALFORMED",
        "{\"qid\":\"Q1\" | MALFORMED",
        "7 | WRONG_TYPE",
        "{\"label\":\"x\"} | MISSING_ID",
        "{\"qid\":\"\",\"label\":\"x\"} | MISSING_ID",
        "{\"qid\":\"Q0\",\"label\":\"x\"} | WRONG_TYPE",
        "{\"qid\":\"L7\",\"label\":\"x\"} | WRONG_TYPE",
        "{\"qid\":7,\"label\":\"x\"} | WRONG_TYPE",
        "{\"qid\":\"Q1\"} | MISSING_FIELD",
        "{\"qid\":\"Q1\",\"label\":\" \"} | MISSING_FIELD",
        "{\"qid\":\"Q1\",\"label\":[]} | WRONG_TYPE",
        "{\"qid\":\"Q1\",\"label\":\"x\",\"aliases\":{}} | WRONG_TYPE",
        "{\"qid\":\"Q1\",\"label\":\"x\",\"aliases\":[1]} | WRONG_TYPE",
        "{\"qid\":\"Q1\",\"label\":\"x\",\"types\":[\"human\"]} | WRONG_TYPE",
        "{\"qid\":\"Q1\",\"label\":\"x\",\"popularity\":\"1\"} | WRONG_TYPE",
      })
  void rejectsBrokenEntities(String line, Reason reason) {
    Rejection rejection = rejected(parser.parse(line));
    assertThat(rejection.stage()).isEqualTo(Rejection.Stage.ENTITY);
    assertThat(rejection.reason()).isEqualTo(reason);
    assertThat(rejection.record()).isEqualTo(line);
  }

  @Test
  void namesTheFieldThatIsWrong() {
    String line = "{\"qid\":\"Q1\",\"label\":\"x\",\"redirects\":[\"Q2\",\"Q02\"]}";
    assertThat(rejected(parser.parse(line)).message())
        .isEqualTo("an element of redirects must be Q and a positive number, found \"Q02\"");
    assertThat(rejected(parser.parse(line.replace("Q02", " "))).message())
        .isEqualTo("an element of redirects is empty");
  }

  @Test
  void popularityStaysInWhatALongHolds() {
    String line = "{\"qid\":\"Q1\",\"label\":\"x\",\"popularity\":%s}";
    assertThat(accepted(parser.parse(line.formatted("-3"))).popularity()).isZero();
    assertThat(accepted(parser.parse(line.formatted("null"))).popularity()).isZero();
    assertThat(accepted(parser.parse(line.formatted("1" + "0".repeat(30)))).popularity())
        .isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void anAliasThatIsTheLabelOnceDecodedIsNone() {
    String line =
        "{\"qid\":\"Q1\",\"label\":\"Zürich\",\"aliases\":[\" Z%C3%BCrich\",\"%20\",\"\\ud800\"]}";
    assertThat(accepted(parser.parse(line)).aliases()).containsExactly("\uFFFD");
  }

  @Test
  void takesLinesUpToTheLimit() {
    String line = "{\"qid\":\"Q1\",\"label\":\"x\"}";
    JsonlEntityParser small = new JsonlEntityParser(line.length());
    assertThat(accepted(small.parse(line)).label()).isEqualTo("x");
    assertThat(rejected(small.parse(line + " ")).reason()).isEqualTo(Reason.TOO_LARGE);
    assertThat(rejected(small.parse(line + " ")).message()).isEqualTo("25 chars, the limit is 24");
  }

  @Test
  void endsAtASyntaxErrorOfAnArray() {
    String whole = "[{\"id\":0,\"qid\":\"Q2\",\"type\":\"entity\",\"entity_name\":\"Earth\"}, 5";
    List<ParsedEntity> parsed = read(whole + "]");
    assertThat(accepted(parsed.get(0)).label()).isEqualTo("Earth");
    assertThat(rejected(parsed.get(1)).reason()).isEqualTo(Reason.WRONG_TYPE);
    for (String json : List.of(whole, whole + ", nonsense]", whole + "] []", "{}", "")) {
      assertThatThrownBy(() -> read(json)).as(json).isInstanceOf(DamagedInputException.class);
    }
  }

  /** The quirks of files that people have: what is read, and what is said of the others. */
  @Test
  void namesTheFieldOfEveryQuirk() throws IOException {
    Map<String, String> messages = new LinkedHashMap<>();
    for (String line : Files.readAllLines(Path.of("src/test/resources/inputs/kb-quirks.jsonl"))) {
      messages.put(
          line,
          parser
              .parse(line)
              .fold(a -> "ok " + a.entity().popularity(), r -> r.rejection().message()));
    }
    assertThat(messages)
        .containsEntry("{\"qid\":\"Q3\",\"label\":\"Float pop\",\"popularity\":12.0}", "ok 12")
        .containsEntry(
            "{\"qid\":\"Q2\",\"label\":\"Nan desc\",\"description\":NaN}",
            "Non-standard token 'NaN' is not allowed in JSON, in 'description' (line 1, column 49)")
        .containsEntry(
            "{\"qid\":\"Q4\",\"label\":\"Pop string\",\"popularity\":\"12\"}",
            "popularity must be a whole number, found a JSON string")
        .containsEntry(
            "{\"qid\":7,\"label\":\"number\"}", "qid must be a string, found a JSON number 7");
    assertThat(messages.values()).noneMatch(m -> m.contains("`") || m.contains("Source:"));
  }

  private static List<ParsedEntity> read(String json) {
    List<ParsedEntity> parsed = new ArrayList<>();
    MimicEntityReader.read(new ByteArrayInputStream(json.getBytes(UTF_8)))
        .forEachRemaining(parsed::add);
    return parsed;
  }

  private static Entity accepted(ParsedEntity parsed) {
    return parsed.fold(
        ParsedEntity.Accepted::entity,
        rejected -> {
          throw new AssertionError("rejected: " + rejected.rejection());
        });
  }

  private static Rejection rejected(ParsedEntity parsed) {
    return parsed.fold(
        accepted -> {
          throw new AssertionError("accepted: " + accepted.entity());
        },
        ParsedEntity.Rejected::rejection);
  }
}
