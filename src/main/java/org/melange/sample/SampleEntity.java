package org.melange.sample;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.melange.sample.flag.FlagSpec;

/**
 * One entity of the sample.
 *
 * @param qid Wikidata identifier
 * @param label main name
 * @param description one line that says what it is
 * @param aliases further names, those shared with other entities among them
 * @param popularity grows with how often the entity is mentioned
 * @param hint a word from this entity's context: its capital, its ruler
 * @param flag how its flag is drawn, if it has one that geometry can draw
 */
public record SampleEntity(
    String qid,
    String label,
    String description,
    List<String> aliases,
    long popularity,
    String hint,
    Optional<FlagSpec> flag) {

  /** Copies the aliases; rejects an invalid QID and names that are blank or repeated. */
  public SampleEntity {
    aliases = List.copyOf(aliases);
    requireNonNull(flag, "flag");
    if (!qid.matches("Q[1-9][0-9]*")) {
      throw new IllegalArgumentException("'" + qid + "' is not a QID");
    }
    if (label.isBlank() || description.isBlank() || hint.isBlank()) {
      throw new IllegalArgumentException(qid + " lacks a label, a description or a hint");
    }
    if (aliases.contains(label) || aliases.stream().anyMatch(String::isBlank)) {
      throw new IllegalArgumentException(qid + " has a blank alias or its label as one");
    }
    if (popularity <= 0) {
      throw new IllegalArgumentException(qid + " has no popularity");
    }
  }

  /** The label, then the aliases. */
  public List<String> names() {
    return Stream.concat(Stream.of(label), aliases.stream()).toList();
  }
}
