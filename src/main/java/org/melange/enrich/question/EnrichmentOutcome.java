package org.melange.enrich.question;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The result of enriching a mention. The mention is linked in any case, with or without a
 * description.
 */
public sealed interface EnrichmentOutcome {

  /** The value of {@code enrichment_status}. */
  String status();

  /** The description, which becomes part of the mention's text. */
  default Optional<String> description() {
    return Optional.empty();
  }

  /** All statuses, in the order of the report. */
  static List<String> statuses() {
    return Stream.concat(
            Stream.of(
                "chosen",
                "none_fits",
                "refused",
                "malformed",
                "skipped",
                "lexical",
                "lexical_none_fits",
                "given",
                "not_given"),
            Stream.of(Reason.values()).map(Reason::code))
        .toList();
  }

  /**
   * The outcome of a question from its columns in the answer store.
   *
   * @param description null if none was chosen
   * @throws IllegalArgumentException if the status is unknown
   */
  static EnrichmentOutcome asked(String status, String description) {
    return switch (status) {
      case "chosen" -> new Chosen(description);
      case "none_fits" -> new NoneFits();
      case "refused" -> new Refused();
      case "malformed" -> new Malformed();
      default -> throw new IllegalArgumentException("unknown outcome of a question: " + status);
    };
  }

  /** The language model chose a description. */
  record Chosen(String chosen) implements EnrichmentOutcome {
    /** Rejects null. */
    public Chosen {
      requireNonNull(chosen, "chosen");
    }

    @Override
    public String status() {
      return "chosen";
    }

    @Override
    public Optional<String> description() {
      return Optional.of(chosen);
    }
  }

  /** The language model decided that no description fits. */
  record NoneFits() implements EnrichmentOutcome {
    @Override
    public String status() {
      return "none_fits";
    }
  }

  /** The service refuses this question, and a retry cannot help. */
  record Refused() implements EnrichmentOutcome {
    @Override
    public String status() {
      return "refused";
    }
  }

  /** The answer was not one of the choices, twice. */
  record Malformed() implements EnrichmentOutcome {
    @Override
    public String status() {
      return "malformed";
    }
  }

  /**
   * Not answered: the budget was spent, the service was unavailable or refused the request, or only
   * failed questions were retried.
   */
  record Skipped() implements EnrichmentOutcome {
    @Override
    public String status() {
      return "skipped";
    }
  }

  /** Chosen without a language model, by the words that text and description share. */
  record Lexical(Optional<String> description) implements EnrichmentOutcome {
    @Override
    public String status() {
      return description.isPresent() ? "lexical" : "lexical_none_fits";
    }
  }

  /** The description that the post came with. */
  record Given(Optional<String> description) implements EnrichmentOutcome {
    @Override
    public String status() {
      return description.isPresent() ? "given" : "not_given";
    }
  }

  /** The mention needed no question. */
  record NotNeeded(Reason reason, Optional<String> description) implements EnrichmentOutcome {
    @Override
    public String status() {
      return reason.code();
    }
  }

  /** Why a mention needed no question. */
  enum Reason {
    /** No entity has the name. */
    NO_CANDIDATE,
    /** None of the entities has a description. */
    NO_DESCRIPTION,
    /** One entity has the name. */
    SINGLE_CANDIDATE,
    /** All entities with the name have the same description. */
    SAME_DESCRIPTION;

    /** The value of {@code enrichment_status}. */
    public String code() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
