package org.melange.corpus;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.melange.corpus.Rejection.Reason;
import org.melange.testing.DevelopmentData;

class MimicPostParserTest {

  private static final String ELEMENT =
      """
      {"id": "61-0", "sentence": "The 24 hour McDonalds at Mooloolaba", "imgPath": "m.jpg",
       "mentions": "McDonalds", "entities": "McDonald's", "answer": "Q38076"}
      """;

  @Test
  void readsAnElementAsAPostWithOneMention() {
    Post post = Outcomes.accepted(parse("[" + ELEMENT + "]").get(0)).post();
    assertThat(post)
        .isEqualTo(
            new Post(
                "61-0",
                "The 24 hour McDonalds at Mooloolaba",
                Optional.of(List.of(new Mention("0", "McDonalds", Optional.of(new Span(12, 21))))),
                List.of(new ImageRef.Uri("m.jpg")),
                "{\"entities\":\"McDonald's\",\"answer\":\"Q38076\"}"));
  }

  @Test
  void keepsTheDescriptionOfAMentionAsGiven() {
    String described = ELEMENT.replace("}", ", \"desc\": \"fast food %s\"}");
    String extra = Outcomes.accepted(parse("[" + described + "]").get(0)).post().extra();
    assertThat(MimicPostParser.givenDescription(extra)).contains("fast food %s");
    assertThat(extra).doesNotContain("\"desc\"");
    for (String none : List.of("\"\"", "\" \"", "null")) {
      String bare = ELEMENT.replace("}", ", \"desc\": " + none + "}");
      assertThat(Outcomes.accepted(parse("[" + bare + "]").get(0)).post().extra())
          .isEqualTo("{\"entities\":\"McDonald's\",\"answer\":\"Q38076\"}");
    }
    for (String other : new String[] {null, "", "{}", "given_description", "{\"desc\": \"x\"}"}) {
      assertThat(MimicPostParser.givenDescription(other)).isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "mention_63.jpg, mention_63.jpg",
    "26658.JPG, 26658.jpg",
    "a.b.png, a.jpg",
    "dir.x/26658.jpeg, dir.x/26658.jpg",
    "noSuffix, noSuffix.jpg",
    ".png, .jpg"
  })
  void theReleasedNameOfAnImageEndsAtTheFirstDot(String path, String released) {
    assertThat(MimicPostParser.releasedImage(path)).isEqualTo(released);
  }

  @ParameterizedTest
  @CsvSource({
    "Hillary met Hill, Hill, 12", // a word of its own before the first place
    "Hillary smiled, Hill, 0",
    "🌍 Rome, Rome, 2",
    "S%C3%A3o Paulo in São Paulo, S%C3%A3o Paulo, 18", // names are decoded, sentences are not
    "1+1, 1+1, 0",
  })
  void findsTheMentionInTheSentence(String sentence, String mention, int start) {
    List<Mention> mentions = Outcomes.mentions(parse(element(sentence, mention)).get(0));
    assertThat(mentions.get(0).span()).map(Span::start).contains(start);
  }

  @Test
  void keepsAMentionThatIsNotInTheSentence() {
    List<Mention> mentions = Outcomes.mentions(parse(element("In Rome", "Oslo")).get(0));
    assertThat(mentions).containsExactly(new Mention("0", "Oslo", Optional.empty()));
  }

  @Test
  void rejectsBrokenElementsAlone() {
    List<ParsedPost> parsed =
        parse("[3, {\"id\": \"a\"}, {\"sentence\": \"s\"}, {\"id\": []}, " + ELEMENT + "]");
    assertThat(parsed.subList(0, 4))
        .extracting(post -> Outcomes.rejected(post).reason())
        .containsExactly(
            Reason.WRONG_TYPE, Reason.MISSING_FIELD, Reason.MISSING_ID, Reason.WRONG_TYPE);
    assertThat(Outcomes.rejected(parsed.get(1)).record()).isEqualTo("{\"id\":\"a\"}");
    assertThat(parsed.get(4)).isInstanceOf(ParsedPost.Accepted.class);
  }

  @Test
  void rejectsAMissingMentionAlone() {
    ParsedPost parsed = parse("[{\"id\": 5, \"sentence\": \"In Rome\", \"imgPath\": \"\"}]").get(0);
    assertThat(Outcomes.mentions(parsed)).isEmpty();
    assertThat(Outcomes.reasons(parsed)).containsExactly(Reason.MISSING_FIELD);
    assertThat(Outcomes.accepted(parsed).post().images()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {", nonsense]", ", {\"id\": ", "", "] []"})
  void endsAtASyntaxErrorBehindTheWholePosts(String end) {
    String json = "[" + ELEMENT + end;
    Iterator<ParsedPost> posts =
        MimicPostParser.parse(new ByteArrayInputStream(json.getBytes(UTF_8)));
    assertThat(posts.next()).isInstanceOf(ParsedPost.Accepted.class);
    assertThatThrownBy(posts::hasNext)
        .isInstanceOf(DamagedInputException.class)
        .hasMessageEndingWith("after 1 complete elements");
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "", "\"text\"", "nonsense"})
  void rejectsOtherInput(String json) {
    assertThatThrownBy(() -> parse(json))
        .isInstanceOf(DamagedInputException.class)
        .hasMessageContaining("not a JSON array");
  }

  @Test
  void readsWhatPythonWrites() {
    String json = "\uFEFF[{\"id\": 1, \"sentence\": \"s\", \"mentions\": \"s\", \"x\": NaN}]";
    assertThat(Outcomes.accepted(parse(json).get(0)).post().extra()).isEqualTo("{\"x\":\"NaN\"}");
  }

  @Test
  void survivesBytesThatAreNoText() {
    byte[] json = ("[" + ELEMENT + "]").getBytes(UTF_8);
    json[40] = (byte) 0xFF;
    assertThat(list(MimicPostParser.parse(new ByteArrayInputStream(json)))).hasSize(1);
  }

  @Test
  void readsLazily() {
    InputStream failing =
        new java.io.SequenceInputStream(
            new ByteArrayInputStream(("[" + ELEMENT + "," + " ".repeat(50_000)).getBytes(UTF_8)),
            new InputStream() {
              @Override
              public int read() throws IOException {
                throw new IOException("connection lost");
              }

              @Override
              public int read(byte[] buffer, int offset, int length) throws IOException {
                return read();
              }
            });
    Iterator<ParsedPost> posts = MimicPostParser.parse(failing);
    assertThat(posts.next()).isInstanceOf(ParsedPost.Accepted.class);
    // A failing disk is not an error of the record.
    assertThatThrownBy(posts::hasNext).isInstanceOf(UncheckedIOException.class);
  }

  @ParameterizedTest
  @CsvSource({"WikiDiverse, 11151", "WikiMEL, 18092", "RichpediaMEL, 12463"})
  void readsThePublishedSets(String set, int count) throws IOException {
    Optional<Path> file = DevelopmentData.file(set + "/" + set + "_train.json");
    assumeTrue(file.isPresent());
    try (InputStream input = Files.newInputStream(file.get())) {
      List<ParsedPost> posts = list(MimicPostParser.parse(input));
      assertThat(posts).hasSize(count);
      assertThat(posts).allSatisfy(post -> assertThat(Outcomes.reasons(post)).isEmpty());
    }
  }

  private static String element(String sentence, String mention) {
    return "[{\"id\":\"1\",\"sentence\":\"%s\",\"mentions\":\"%s\"}]".formatted(sentence, mention);
  }

  private static List<ParsedPost> parse(String json) {
    return list(MimicPostParser.parse(new ByteArrayInputStream(json.getBytes(UTF_8))));
  }

  private static List<ParsedPost> list(Iterator<ParsedPost> posts) {
    List<ParsedPost> list = new ArrayList<>();
    posts.forEachRemaining(list::add);
    return list;
  }
}
