package org.melange.link.lexical;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.melange.run.JobException;

/** The file of weights. */
class LexicalWeightsTest {

  private static LexicalWeights weights(double value) {
    return new LexicalWeights(
        Collections.nCopies(LexicalFeature.count(), value), Map.of("data", "none"));
  }

  @Test
  void isReadAsItWasWritten() {
    LexicalWeights written = weights(0.1 + 0.2);
    assertThat(LexicalWeights.parse(written.toJson(), "file")).isEqualTo(written);
  }

  @Test
  void theVersionDependsOnTheWeightsAlone() {
    assertThat(weights(1).version())
        .startsWith("lexical-")
        .isNotEqualTo(weights(2).version())
        .isEqualTo(new LexicalWeights(weights(1).values(), Map.of("data", "other")).version());
  }

  @Test
  void anEditedFileIsRefused() {
    String json = weights(1).toJson().replace("\"prefix\" : 1.0", "\"prefix\" : 2.0");
    assertRefused(json, "was edited or damaged");
    assertRefused(weights(1).toJson().replace("prefix", "suffix"), "another version");
    assertRefused("{}", "is not a file of kind lexical-weights");
    assertRefused("{", "is not JSON");
  }

  private static void assertRefused(String json, String why) {
    assertThatThrownBy(() -> LexicalWeights.parse(json, "w.json"))
        .isInstanceOf(JobException.class)
        .hasMessageContaining("w.json")
        .hasMessageContaining(why);
  }

  @Test
  void thereIsAFiniteWeightForEachFeature() {
    List<Double> values = new ArrayList<>(weights(1).values());
    values.set(0, Double.NaN);
    assertThatThrownBy(() -> new LexicalWeights(values, Map.of()))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new LexicalWeights(List.of(1.0), Map.of()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void partsSplitTheWeights() {
    LexicalWeights shipped = LexicalWeights.shipped();
    double[] name = shipped.of(LexicalFeature.Part.NAME);
    double[] text = shipped.of(LexicalFeature.Part.TEXT);
    for (LexicalFeature feature : LexicalFeature.values()) {
      assertThat(name[feature.ordinal()] + text[feature.ordinal()]).isEqualTo(shipped.of(feature));
      assertThat(name[feature.ordinal()] * text[feature.ordinal()]).isZero();
    }
  }

  @Test
  void theShippedWeightsSayWhatTheyWereFittedOn() {
    assertThat(LexicalWeights.shipped().facts()).containsKeys("data", "mentions", "entities");
    assertThat(LexicalWeights.shipped().of(LexicalFeature.SIMILARITY)).isPositive();
    assertThat(LexicalWeights.shipped().of(LexicalFeature.LOG_QID)).isNegative();
  }
}
