package org.melange.spark.enrich;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.melange.config.Settings;
import org.melange.enrich.question.EnrichmentPlan;
import org.melange.enrich.question.EnrichmentTotals;
import org.melange.testing.LocalSpark;

/** The transformer where no language model is asked. */
class DescriptionEnricherTest {

  private static final String MENTIONS =
      "mention string, text string, span_start int, span_end int, more string";

  private static final List<String> TWO =
      List.of(
          "{\"mention\":\"a\",\"text\":\"b a\",\"span_start\":2,\"span_end\":3,\"more\":\"x\"}",
          "{\"mention\":\"c\",\"text\":\"c\",\"more\":\"y\"}");

  @Test
  void switchedOffItAddsEmptyColumnsAndKeepsTheOthers() {
    Dataset<Row> mentions = LocalSpark.rows(MENTIONS, TWO);
    Dataset<Row> rows = off().transform(mentions);
    assertThat(rows.schema().simpleString())
        .isEqualTo(off().transformSchema(mentions.schema()).simpleString());
    assertThat(rows.columns())
        .containsExactly(
            "mention",
            "text",
            "span_start",
            "span_end",
            "more",
            "description",
            "enrichment_status");
    assertThat(rows.select("more", "description", "enrichment_status").collectAsList())
        .extracting(Row::toString)
        .containsExactlyInAnyOrder("[x,null,off]", "[y,null,off]");
  }

  @Test
  void descriptionsThatPostsComeWithAreTaken() {
    String extra = "\"extra\":\"{\\\"given_description\\\":\\\"first letter\\\"}\"";
    Dataset<Row> mentions =
        LocalSpark.rows(
            MENTIONS + ", extra string",
            List.of(TWO.get(0).replace("}", "," + extra + "}"), TWO.get(1)));
    DescriptionEnricher given = new DescriptionEnricher().setSetting("enrich.strategy", "given");
    Dataset<Row> rows = given.transform(mentions);
    assertThat(rows.schema().simpleString())
        .isEqualTo(given.transformSchema(mentions.schema()).simpleString());
    assertThat(rows.select("mention", "description", "enrichment_status").collectAsList())
        .extracting(Row::toString)
        .containsExactlyInAnyOrder("[a,first letter,given]", "[c,null,not_given]");
    assertThat(given.plan(mentions, line -> {})).isEqualTo(EnrichmentPlan.nothing(2));
    assertThat(off().transform(mentions).select("description").distinct().collectAsList())
        .extracting(Row::toString)
        .containsExactly("[null]");
  }

  @Test
  void switchedOffItPlansAndAsksNothing() {
    Dataset<Row> mentions = LocalSpark.rows(MENTIONS, TWO);
    assertThat(off().plan(mentions, line -> {})).isEqualTo(EnrichmentPlan.nothing(2));
    List<String> messages = new ArrayList<>();
    List<EnrichmentPlan> plans = new ArrayList<>();
    Enriched enriched = off().enrich(mentions, plans::add, messages::add);
    assertThat(enriched.totals()).isEqualTo(EnrichmentTotals.NOTHING);
    assertThat(plans).isEmpty();
    assertThat(messages).isEmpty();
  }

  @Test
  void columnsThatAreMissingAreNamed() {
    Dataset<Row> mentions = LocalSpark.rows("mention string", List.of());
    assertThatThrownBy(() -> off().transform(mentions))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll("text", "span_start", "span_end");
  }

  @Test
  void columnsThatWouldBeReplacedAreNamed() {
    Dataset<Row> mentions = LocalSpark.rows(MENTIONS + ", description string", List.of());
    assertThatThrownBy(() -> off().transform(mentions))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("description");
  }

  @Test
  void aSavedTransformerIsTheSame() {
    DescriptionEnricher stage = off().setKb("/kb").setRetryFailed(true);
    DescriptionEnricher copy = (DescriptionEnricher) stage.copy(stage.extractParamMap());
    assertThat(copy.getOrDefault(copy.kb())).isEqualTo("/kb");
    assertThat(copy.getOrDefault(copy.retryFailed())).isEqualTo(true);
    assertThat(copy.getOrDefault(copy.settings())).isEqualTo(stage.getOrDefault(stage.settings()));
  }

  private static DescriptionEnricher off() {
    return new DescriptionEnricher()
        .setSettings(Settings.load(Optional.empty(), List.of("enrich.strategy=off")));
  }
}
