package org.melange.link.lexical;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.melange.run.JobException;
import org.melange.run.Sha256;

/**
 * The weights of {@link LexicalFeature}s, with what they were fitted on. Immutable.
 *
 * <p>The weights of a conditional logit model (McFadden 1974): the probability of an entity among
 * the candidates of a mention is the softmax of the weighted sums.
 *
 * @param values of all features, in their order
 * @param facts what they were fitted on; sorted
 */
public record LexicalWeights(List<Double> values, Map<String, String> facts)
    implements Serializable {

  /** The name of the file beside a knowledge base. */
  public static final String FILE = "lexical-weights.json";

  private static final String KIND = "lexical-weights";
  private static final int FORMAT = 1;
  private static final String SHIPPED = "lexical-weights.json";

  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  /**
   * @throws IllegalArgumentException if there is not one finite value for each feature
   */
  public LexicalWeights {
    values = List.copyOf(values);
    facts = new TreeMap<>(facts);
    if (values.size() != LexicalFeature.count() || !values.stream().allMatch(Double::isFinite)) {
      throw new IllegalArgumentException("there must be a finite weight for each feature");
    }
  }

  /** The weights that ship with Melange. */
  public static LexicalWeights shipped() {
    try (InputStream input = LexicalWeights.class.getResourceAsStream(SHIPPED)) {
      return parse(new String(input.readAllBytes(), StandardCharsets.UTF_8), SHIPPED);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The weight of a feature. */
  public double of(LexicalFeature feature) {
    return values.get(feature.ordinal());
  }

  /** The weighted sum of all features. */
  public double score(double[] features) {
    double sum = 0;
    for (int i = 0; i < features.length; i++) {
      sum += values.get(i) * features[i];
    }
    return sum;
  }

  /** The weights of a part's features, and 0 for all others. */
  double[] of(LexicalFeature.Part part) {
    return Arrays.stream(LexicalFeature.values())
        .mapToDouble(feature -> feature.part() == part ? of(feature) : 0)
        .toArray();
  }

  /** The sum of products. */
  static double dot(double[] weights, double[] features) {
    double sum = 0;
    for (int i = 0; i < weights.length; i++) {
      sum += weights[i] * features[i];
    }
    return sum;
  }

  /** Identifies the weights: {@code lexical-} and a digest of them. */
  public String version() {
    return "lexical-" + Sha256.of(weights().toString()).substring(0, 16);
  }

  private ObjectNode weights() {
    ObjectNode weights = JSON.createObjectNode();
    Arrays.stream(LexicalFeature.values()).forEach(f -> weights.put(f.key(), of(f)));
    return weights;
  }

  /** The file's text. */
  public String toJson() {
    ObjectNode file = JSON.createObjectNode();
    file.put("format", FORMAT).put("kind", KIND).put("version", version());
    file.set("weights", weights());
    file.set("facts", JSON.valueToTree(facts));
    try {
      return JSON.writeValueAsString(file) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("numbers and strings are always JSON", e);
    }
  }

  /**
   * Reads weights.
   *
   * @param where the file, for messages
   * @throws JobException if the text is not such a file, or was edited
   */
  public static LexicalWeights parse(String json, String where) {
    try {
      JsonNode file = JSON.readTree(json);
      if (!KIND.equals(file.path("kind").asText()) || file.path("format").asInt() != FORMAT) {
        throw JobException.input(
            where + " is not a file of kind " + KIND + " and format " + FORMAT + ": fit it again");
      }
      LexicalWeights read = of(file, where);
      if (!read.version().equals(file.path("version").asText())) {
        throw JobException.input(where + " was edited or damaged: fit it again");
      }
      return read;
    } catch (JsonProcessingException e) {
      throw JobException.input(where + " is not JSON: " + e.getOriginalMessage(), e);
    }
  }

  private static LexicalWeights of(JsonNode file, String where) {
    JsonNode weights = file.path("weights");
    List<String> wrong =
        LexicalFeature.keys().stream().filter(key -> !weights.path(key).isNumber()).toList();
    if (!wrong.isEmpty() || weights.size() != LexicalFeature.count()) {
      throw JobException.input(
          where + " has the weights of another version of Melange: fit it again");
    }
    Map<String, String> facts = new TreeMap<>();
    file.path("facts").fields().forEachRemaining(f -> facts.put(f.getKey(), f.getValue().asText()));
    return new LexicalWeights(
        LexicalFeature.keys().stream().map(key -> weights.path(key).asDouble()).toList(), facts);
  }
}
