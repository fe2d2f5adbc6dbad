package org.melange.link.calibrate;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.melange.run.JobException;

/**
 * The content of a model's {@code calibration.json}: how to compute the confidence of a link, and
 * the confidence below which a mention gets none (NIL). Stored beside the model, not part of its
 * version, records the model and the knowledge base that it was made on, and carries a digest of
 * itself. Immutable.
 *
 * @param modelVersion the model whose scores it judges
 * @param kbVersion the knowledge base among whose entities was chosen
 * @param ranking how among them
 * @param curve from evidence to confidence
 * @param threshold confidence below which a link becomes NIL
 * @param facts what it was made from, and how good it is; sorted
 */
public record Calibration(
    String modelVersion,
    String kbVersion,
    LinkingMode ranking,
    ConfidenceCurve curve,
    double threshold,
    Map<String, Object> facts)
    implements Serializable {

  /** The name of the file in a model's directory. */
  public static final String FILE = "calibration.json";

  private static final int FORMAT = 1;
  private static final String KIND = "calibration";

  /** Omitted if it is 0, as in files from before it existed. */
  private static final String NAME_PRIOR = "name_prior";

  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  /** Sorts the facts. */
  public Calibration {
    facts = new TreeMap<>(facts);
  }

  /** Identifies the content. */
  public String version() {
    return digest(content());
  }

  /**
   * Checks that it was made for a model, a knowledge base and a linking mode.
   *
   * @param where its directory, for messages
   * @param knowledgeBase null if any is accepted
   * @throws JobException saying what does not fit
   */
  public void requireFit(String where, String model, String knowledgeBase, LinkingMode by) {
    String again =
        ": run calibrate again, or leave confidences out with --set link.calibration=off";
    if (!modelVersion.equals(model)) {
      throw JobException.input(
          where + "/" + FILE + " is of model " + modelVersion + ", the model is " + model + again);
    }
    if (knowledgeBase != null && !kbVersion.equals(knowledgeBase)) {
      throw JobException.input(
          "%s/%s is stale: it was made on knowledge base %s, this one is %s%s (any-kb: use it all the same)"
              .formatted(where, FILE, kbVersion, knowledgeBase, again));
    }
    if (!ranking.equals(by)) {
      throw JobException.input(
          "%s/%s was made with %s, this run has %s%s".formatted(where, FILE, ranking, by, again));
    }
  }

  /** The file's text. */
  public String toJson() {
    Map<String, Object> map = content();
    map.put("version", version());
    return write(map) + "\n";
  }

  /**
   * Reads the calibration of a model.
   *
   * @param where its directory, for messages
   * @throws JobException if it is not a calibration, has another format, or was edited
   */
  public static Calibration parse(String json, String where) {
    return parse(json, where, CalibrationFeatures.FEATURES);
  }

  /**
   * Reads a calibration.
   *
   * @param where its directory, for messages
   * @param features names of the features that it must be of
   * @throws JobException if it is not a calibration, has another format, or was edited
   */
  public static Calibration parse(String json, String where, List<String> features) {
    try {
      Map<String, Object> map = JSON.readValue(json, new TypeReference<>() {});
      if (!KIND.equals(map.get("kind")) || !Integer.valueOf(FORMAT).equals(map.get("format"))) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "it is %s of format %s, this version reads %s of format %d",
                map.get("kind"),
                map.get("format"),
                KIND,
                FORMAT));
      }
      if (!features.equals(map.get("features"))) {
        throw new IllegalArgumentException(
            "it judges by %s, this version by %s".formatted(map.get("features"), features));
      }
      Calibration read = fromMap(map, features);
      if (!read.version().equals(map.get("version"))) {
        throw new IllegalArgumentException("it was changed or damaged");
      }
      return read;
    } catch (JsonProcessingException e) {
      throw JobException.input(where + "/" + FILE + " is not JSON: " + e.getOriginalMessage());
    } catch (IllegalArgumentException | ClassCastException | NullPointerException e) {
      throw JobException.input(
          where + "/" + FILE + " cannot be used: " + e.getMessage() + "; run calibrate again", e);
    }
  }

  private static Calibration fromMap(Map<String, Object> map, List<String> features) {
    Map<String, Object> facts = new TreeMap<>();
    ((Map<?, ?>) map.get("facts")).forEach((key, value) -> facts.put((String) key, value));
    return new Calibration(
        (String) map.get("model_version"),
        (String) map.get("kb_version"),
        new LinkingMode(
            (String) map.get("candidates"),
            ((Number) map.getOrDefault(NAME_PRIOR, 0)).doubleValue()),
        new ConfidenceCurve(
            features,
            numbers(map.get("weights")),
            ((Number) map.get("intercept")).doubleValue(),
            numbers(map.get("isotonic_logits")),
            numbers(map.get("isotonic_shares"))),
        ((Number) map.get("threshold")).doubleValue(),
        facts);
  }

  private Map<String, Object> content() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("format", FORMAT);
    map.put("kind", KIND);
    map.put("model_version", modelVersion);
    map.put("kb_version", kbVersion);
    map.put("candidates", ranking.candidates());
    if (ranking.namePrior() > 0) {
      map.put(NAME_PRIOR, ranking.namePrior());
    }
    map.put("method", curve.method());
    map.put("features", curve.features());
    map.put("weights", curve.weights());
    map.put("intercept", curve.intercept());
    map.put("isotonic_logits", curve.logits());
    map.put("isotonic_shares", curve.shares());
    map.put("threshold", threshold);
    map.put("facts", facts);
    return map;
  }

  private static List<Double> numbers(Object list) {
    return ((List<?>) list).stream().map(number -> ((Number) number).doubleValue()).toList();
  }

  private static String write(Map<String, Object> map) {
    try {
      return JSON.writeValueAsString(map);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a calibration holds a value that JSON does not have", e);
    }
  }

  private static String digest(Map<String, Object> content) {
    try {
      byte[] text = write(content).getBytes(StandardCharsets.UTF_8);
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text), 0, 8);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
