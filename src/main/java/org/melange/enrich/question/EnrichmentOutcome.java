package org.melange.enrich.question;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What became of the wish for a mention's description. Whatever it is, the mention goes on: with a
 * description where there is one, without where there is none.
 */
public sealed interface EnrichmentOutcome {

  /** The code as it stands in {@code enrichment_status}. */
  String status();

  /** The description that becomes part of the mention's text. */
  default Optional<String> description() {
    return Optional.empty();
  }

  /** Every status there is, in the order in which a report lists them. */
  static List<String> statuses() {
    return Stream.concat(
            Stream.of(
                "chosen",
                "none_fits",
                "refused",
                "malformed",
                "skipped",
                "lexical",
                "lexical_none_fits"),
            Stream.of(Reason.values()).map(Reason::code))
        .toList();
  }

  /**
   * The outcome of a question that was asked, as the ledger has it.
   *
   * @param description null where none was chosen
   * @throws IllegalArgumentException if there is no such outcome
   */
  static EnrichmentOutcome asked(String status, String description) {
    return switch (status) {
      case "chosen" -> new Chosen(description);
      case "none_fits" -> new NoneFits();
      case "refused" -> new Refused();
      case "malformed" -> new Malformed();
      default -> throw new IllegalArgumentException("no outcome of a question: " + status);
    };
  }

  /** The language model picked one of the descriptions. */
  record Chosen(String chosen) implements EnrichmentOutcome {
    /** Refuses an absent description. */
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

  /** The language model said that none of the descriptions fits. */
  record NoneFits() implements EnrichmentOutcome {
    @Override
    public String status() {
      return "none_fits";
    }
  }

  /** The service would not answer this question, and would not if it were asked again. */
  record Refused() implements EnrichmentOutcome {
    @Override
    public String status() {
      return "refused";
    }
  }

  /** What came back was none of the choices, twice. */
  record Malformed() implements EnrichmentOutcome {
    @Override
    public String status() {
      return "malformed";
    }
  }

  /**
   * Not answered, and nothing is known of the question: the budget was spent, the service was
   * unavailable or refused the request, or only questions that had failed were to be asked.
   */
  record Skipped() implements EnrichmentOutcome {
    @Override
    public String status() {
      return "skipped";
    }
  }

  /** Decided without a service, by the words that text and description share. */
  record Lexical(Optional<String> description) implements EnrichmentOutcome {
    @Override
    public String status() {
      return description.isPresent() ? "lexical" : "lexical_none_fits";
    }
  }

  /** There was nothing to ask. */
  record NotNeeded(Reason reason, Optional<String> description) implements EnrichmentOutcome {
    @Override
    public String status() {
      return reason.code();
    }
  }

  /** Why there was nothing to ask. */
  enum Reason {
    /** No entity bears the name. */
    NO_CANDIDATE,
    /** None of the entities has a description. */
    NO_DESCRIPTION,
    /** One entity bears the name. */
    SINGLE_CANDIDATE,
    /** All entities of that name are described alike. */
    SAME_DESCRIPTION;

    /** The code as it stands in {@code enrichment_status}. */
    public String code() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
