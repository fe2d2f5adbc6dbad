package org.melange.link.model;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.melange.link.row.EntityLayout;
import org.melange.link.row.NameTerm;
import org.melange.mmoe.MatcherConfig;
import org.melange.mmoe.Unit;

/**
 * The content of a model directory's {@code config.json}; CLIP has its own. Immutable.
 *
 * @param textLength tokens that every text is truncated or padded to; the paper has 50
 * @param scoring how a pair is scored
 * @param without inputs that the model does not see
 * @param name what scores get for the names of candidates
 * @param preparation how inputs are prepared
 */
public record ModelConfig(
    int textLength,
    Scoring scoring,
    Set<Input> without,
    NameTerm name,
    InputPreparation preparation) {

  /** Inputs that a model can do without, to measure what they contribute (paper, section 4.4). */
  public enum Input {
    /** Images of mentions and entities. */
    IMAGES,
    /** Descriptions of entities, and those chosen for mentions. */
    DESCRIPTIONS;

    /** The name in {@code config.json}. */
    public String code() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  /**
   * @throws IllegalArgumentException if there is no room for a token between the markers
   */
  public ModelConfig {
    if (textLength < 3) {
      throw new IllegalArgumentException("text_length must be 3 or more, is " + textLength);
    }
    requireNonNull(scoring, "scoring");
    requireNonNull(name, "name");
    requireNonNull(preparation, "preparation");
    without = without.isEmpty() ? Set.of() : Collections.unmodifiableSet(EnumSet.copyOf(without));
  }

  /** A model with a matcher that sees everything and ranks alone. */
  public ModelConfig(int textLength, MatcherConfig matcher) {
    this(
        textLength,
        new Scoring.OfMatcher(matcher),
        Set.of(),
        NameTerm.NONE,
        InputPreparation.DEFAULT);
  }

  /**
   * The matcher's shape.
   *
   * @throws IllegalStateException if the model is zero-shot
   */
  public MatcherConfig matcher() {
    if (scoring instanceof Scoring.OfMatcher matching) {
      return matching.config();
    }
    throw new IllegalStateException("a zero-shot model has no matcher");
  }

  /** How a zero-shot model scores; empty if the model has a matcher. */
  public Optional<Scoring.ZeroShot> zeroShot() {
    return scoring instanceof Scoring.ZeroShot cosines ? Optional.of(cosines) : Optional.empty();
  }

  /** The layout of rows. */
  public EntityLayout layout() {
    return scoring.layout();
  }

  /** All parts that can be ablated: the matcher's units and the inputs. */
  public static List<String> parts() {
    return Stream.concat(
            Arrays.stream(Unit.values()).map(Unit::code),
            Arrays.stream(Input.values()).map(Input::code))
        .toList();
  }

  /**
   * This model without some {@link #parts()}.
   *
   * @throws IllegalArgumentException if one is unknown, or nothing is left
   */
  public ModelConfig without(List<String> names) {
    for (String name : names) {
      if (!parts().contains(name)) {
        throw new IllegalArgumentException("cannot ablate '" + name + "': known are " + parts());
      }
    }
    Set<Unit> units =
        Arrays.stream(Unit.values())
            .filter(unit -> names.contains(unit.code()))
            .collect(Collectors.toSet());
    Set<Input> inputs =
        Arrays.stream(Input.values())
            .filter(input -> names.contains(input.code()))
            .collect(Collectors.toSet());
    if (zeroShot().isPresent()) {
      if (!units.isEmpty()) {
        throw new IllegalArgumentException("a zero-shot model has no units to ablate: " + names);
      }
      return new ModelConfig(textLength, scoring, inputs, name, preparation);
    }
    return new ModelConfig(
        textLength, new Scoring.OfMatcher(matcher().without(units)), inputs, name, preparation);
  }

  /** This model with another name term. */
  public ModelConfig withName(NameTerm term) {
    return new ModelConfig(textLength, scoring, without, term, preparation);
  }

  /** This model with another scoring. */
  public ModelConfig withScoring(Scoring other) {
    return new ModelConfig(textLength, other, without, name, preparation);
  }

  /** This model with inputs prepared otherwise. */
  public ModelConfig withPreparation(InputPreparation other) {
    return new ModelConfig(textLength, scoring, without, name, other);
  }

  /**
   * Reads {@code {"text_length": 50, "matcher": {...}}}, or {@code zero_shot} in place of the
   * matcher; further keys are left to others.
   *
   * @throws IllegalArgumentException if it is not JSON or a value is missing or impossible
   */
  public static ModelConfig parse(String json) {
    return parse(json, InputPreparation.DEFAULT);
  }

  /**
   * Reads what {@link #parse(String)} does.
   *
   * @param absent how inputs are prepared where the keys {@code image} and {@code text} are absent
   */
  static ModelConfig parse(String json, InputPreparation absent) {
    try {
      Map<String, Object> map = JSON.readValue(json, new TypeReference<>() {});
      if (!(map.get("text_length") instanceof Integer length)) {
        throw new IllegalArgumentException("no number 'text_length'");
      }
      return new ModelConfig(
          length,
          scoring(map),
          inputs(map.get("ablate")),
          name(map.get("name_prior")),
          InputPreparation.fromMap(map, absent));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("not JSON: " + e.getOriginalMessage(), e);
    }
  }

  private static Scoring scoring(Map<String, Object> map) {
    if (map.get("zero_shot") instanceof Map<?, ?> cosines) {
      return Scoring.ZeroShot.fromMap(cosines);
    }
    if (!(map.get("matcher") instanceof Map<?, ?> matcher)) {
      throw new IllegalArgumentException("no object 'matcher'");
    }
    Map<String, Object> fields = new LinkedHashMap<>();
    matcher.forEach((key, value) -> fields.put(key.toString(), value));
    return new Scoring.OfMatcher(MatcherConfig.fromMap(fields));
  }

  private static NameTerm name(Object value) {
    if (value == null) {
      return NameTerm.NONE;
    }
    if (value instanceof Map<?, ?> term
        && term.get("weight") instanceof Number weight
        && term.get("floor") instanceof Number floor) {
      return new NameTerm(weight.doubleValue(), floor.doubleValue());
    }
    throw new IllegalArgumentException("'name_prior' needs the numbers 'weight' and 'floor'");
  }

  private static Set<Input> inputs(Object codes) {
    if (codes == null) {
      return Set.of();
    }
    List<?> list = codes instanceof List<?> some ? some : List.of(codes);
    Set<Input> inputs =
        Arrays.stream(Input.values())
            .filter(input -> list.contains(input.code()))
            .collect(Collectors.toSet());
    if (inputs.size() != list.size()) {
      throw new IllegalArgumentException(
          "'ablate' is %s: known are %s"
              .formatted(codes, Arrays.stream(Input.values()).map(Input::code).toList()));
    }
    return inputs;
  }

  /** What {@link #parse(String)} reads. */
  public String toJson() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("text_length", textLength);
    map.putAll(preparation.toMap());
    if (scoring instanceof Scoring.ZeroShot cosines) {
      map.put("zero_shot", cosines.toMap());
    } else {
      map.put("matcher", matcher().toMap());
    }
    if (!without.isEmpty()) {
      map.put("ablate", without.stream().map(Input::code).toList());
    }
    if (name.isUsed()) {
      Map<String, Object> term = new LinkedHashMap<>();
      term.put("weight", name.weight());
      term.put("floor", name.floor());
      map.put("name_prior", term);
    }
    try {
      return JSON.writeValueAsString(map) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("numbers and texts are JSON values", e);
    }
  }
}
