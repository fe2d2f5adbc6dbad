package org.melange.kb.wikidata;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.melange.corpus.Rejection;
import org.melange.corpus.Rejection.Reason;
import org.melange.testing.WikidataEntity;

/** Entities as dumps of several years have them. */
class DumpLineParserTest {

  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private final DumpLineParser parser = new DumpLineParser(List.of("en", "mul"));

  @Test
  void onlyTermsOfTheLanguagesAreKept() {
    WikidataItem item =
        item(new WikidataEntity(42).label("mul", "Forty-two").alias("en", "2nd").json());
    assertThat(item.labels())
        .containsExactly(new Term("en", "item 42"), new Term("mul", "Forty-two"));
    assertThat(item.aliases()).containsExactly(new Term("en", "no. 42"), new Term("en", "2nd"));
    assertThat(item.descriptions()).containsExactly(new Term("en", "the item \"42\""));
    assertThat(item.revision()).isEqualTo(1_042);
  }

  @Test
  void escapesInTextAreDecoded() {
    String line =
        new WikidataEntity(1).jsonWith("labels", labels(" \\u00c9t\\u00e9\\n\\ud83d\\ude00 "));
    assertThat(item(line).labels()).containsExactly(new Term("en", "Été\n😀"));
    line = new WikidataEntity(1).jsonWith("labels", labels("a\\ud83db"));
    assertThat(item(line).labels()).containsExactly(new Term("en", "a\uFFFDb"));
  }

  private static String labels(String text) {
    return "{\"en\":{\"language\":\"en\",\"value\":\"" + text + "\"}}";
  }

  @Test
  void preferredStatementsComeFirstAndDeprecatedOnesNever() {
    WikidataEntity entity =
        new WikidataEntity(1)
            .statement("P31", "normal", WikidataEntity.item(5))
            .statement("P31", "deprecated", WikidataEntity.item(6))
            .statement("P31", "preferred", WikidataEntity.item(7))
            .without("P31", "somevalue")
            .without("P31", "novalue")
            .image("normal", "b.jpg")
            .image("preferred", "a.jpg")
            .parent(8, 9, 8);
    WikidataItem item = item(entity.json());
    assertThat(item.types()).containsExactly(7L, 5L);
    assertThat(item.images()).containsExactly("a.jpg", "b.jpg");
    assertThat(item.parents()).containsExactly(8L, 9L);
  }

  @Test
  void anOldValueHasANumericIdOnly() {
    ObjectNode value = JSON.objectNode().put("entity-type", "item").put("numeric-id", 5);
    ObjectNode property = JSON.objectNode().put("entity-type", "property").put("numeric-id", 6);
    WikidataEntity entity =
        new WikidataEntity(1)
            .statement("P31", "normal", value)
            .statement("P31", "normal", property);
    assertThat(item(entity.json()).types()).containsExactly(5L);
  }

  @ParameterizedTest
  @ValueSource(strings = {"labels", "descriptions", "aliases", "claims", "sitelinks"})
  void anEmptyMapMayBeAnEmptyListOrMissing(String key) {
    for (String value : List.of("[]", " [ ] ", "{}", "")) {
      assertThat(parse(new WikidataEntity(3).jsonWith(key, value)))
          .as("%s: %s", key, value)
          .isInstanceOf(DumpLine.Item.class);
    }
  }

  @Test
  void anEmptyListOfStatementsIsNone() {
    assertThat(item(new WikidataEntity(3).jsonWith("claims", "[]")).types()).isEmpty();
    assertThat(item(new WikidataEntity(3).jsonWith("sitelinks", "[]")).sitelinks()).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"type\":\"property\",\"id\":\"P31\",\"labels\":{}}",
        "{\"id\":\"L7-F1\",\"type\":\"lexeme\",\"lemmas\":{}}",
        "{\"id\":\"P31\"}",
        "{\"id\":\"M31\"}"
      })
  void otherEntitiesAreNoItems(String line) {
    assertThat(parse(line)).isInstanceOf(DumpLine.OtherEntity.class);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"type\":\"item\"}|MISSING_ID",
        "{\"type\":\"item\",\"id\":\"Q0\"}|WRONG_TYPE",
        "{\"type\":\"item\",\"id\":5}|WRONG_TYPE",
        "{\"type\":\"item\",\"id\":\"Q5\",\"labels\":\"x\"}|WRONG_TYPE",
        "{\"type\":\"item\",\"id\":\"Q5\",\"claims\":[5]}|WRONG_TYPE",
        "{\"type\":\"item\",\"id\":\"Q5\",\"lastrevid\":\"x\"}|WRONG_TYPE",
        "{\"type\":\"item\",\"id\":\"Q5\",\"claims\":{\"P31\":{}}}|WRONG_TYPE",
        "[5]|WRONG_TYPE",
        "Q5|WRONG_TYPE",
        "{\"type\":\"item\",\"id\":\"Q5\"|MALFORMED",
        "{\"type\":\"item\",\"id\":\"Q5\"}}|MALFORMED",
        "{\"type\":\"item\",\"id\":\"Q5\"},{}|MALFORMED",
        "{\"type\" \"item\"}|MALFORMED",
        "{type:\"item\"}|MALFORMED",
        "{\"x\":}|MALFORMED"
      })
  void anUnusableRecordIsRejectedWithItsReason(String line, Reason reason) {
    assertThat(rejection(line).reason()).isEqualTo(reason);
  }

  @Test
  void tombstonesSayWhatBecameOfAnItem() {
    assertThat(parse("{\"entity\":\"Q2\",\"redirect\":\"Q3\",\"lastrevid\":7}"))
        .isEqualTo(new DumpLine.Tombstone(2, 7, Optional.of(3L)));
    assertThat(parse("{\"id\":\"Q2\",\"deleted\":true}"))
        .isEqualTo(new DumpLine.Tombstone(2, Long.MAX_VALUE, Optional.empty()));
    assertThat(parse("{\"id\":\"Q2\",\"deleted\":false}")).isInstanceOf(DumpLine.Item.class);
    assertThat(rejection("{\"id\":\"Q2\",\"redirect\":\"P3\"}").reason())
        .isEqualTo(Reason.WRONG_TYPE);
  }

  @Test
  void everyTruncationIsRejected() {
    String line = new WikidataEntity(42).type(5).parent(6).image("normal", "a.jpg").json();
    for (int length = 1; length < line.length(); length++) {
      assertThat(parse(line.substring(0, length))).isInstanceOf(DumpLine.Rejected.class);
    }
  }

  @Test
  void aCommaMayFollow() {
    assertThat(item(new WikidataEntity(9).json() + " , ").id()).isEqualTo(9);
  }

  @Test
  void aRejectedRecordDoesNotDisturbTheNextOne() {
    String line = new WikidataEntity(42).type(5).json();
    parse(line.substring(0, line.length() - 1));
    assertThat(item("{\"type\":\"item\",\"id\":\"Q1\"}"))
        .isEqualTo(
            new WikidataItem(
                1, 0, 0, List.of(), List.of(), List.of(), List.of(), List.of(), List.of()));
  }

  private DumpLine parse(String line) {
    byte[] bytes = ("xx" + line).getBytes(UTF_8);
    return parser.parse(bytes, 2, bytes.length);
  }

  private WikidataItem item(String line) {
    return parse(line)
        .fold(
            item -> item,
            tombstone -> {
              throw new AssertionError("a tombstone");
            },
            rejection -> {
              throw new AssertionError(rejection.toString());
            },
            () -> {
              throw new AssertionError("not an item");
            });
  }

  private Rejection rejection(String line) {
    Optional<Rejection> rejection =
        parse(line)
            .fold(
                item -> Optional.empty(), gone -> Optional.empty(), Optional::of, Optional::empty);
    return rejection.orElseThrow();
  }
}
