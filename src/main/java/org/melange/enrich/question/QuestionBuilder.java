package org.melange.enrich.question;

import static java.util.Objects.requireNonNull;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.melange.config.Enrichment.Questions;
import org.melange.config.Enrichment.SingleCandidate;
import org.melange.corpus.Span;
import org.melange.enrich.chat.TextTruncation;
import org.melange.enrich.question.EnrichmentOutcome.NotNeeded;
import org.melange.enrich.question.EnrichmentOutcome.Reason;
import org.melange.enrich.question.QuestionDecision.Needed;
import org.melange.enrich.question.QuestionDecision.Resolved;
import org.melange.kb.Qids;

/**
 * Builds the question about a mention: which of the descriptions of the entities with its name is
 * meant. The question does not depend on the order or popularity of the entities, so that a change
 * of these does not cause another paid request.
 */
public final class QuestionBuilder {

  private final Questions limits;

  /** Builds questions within {@code limits}. */
  public QuestionBuilder(Questions limits) {
    this.limits = requireNonNull(limits, "limits");
  }

  /**
   * An entity with the mention's name.
   *
   * @param qid its id
   * @param description may be empty
   */
  public record Described(String qid, String description) {}

  /**
   * The question about a mention, or the outcome if it needs none.
   *
   * @param mention the name as written
   * @param text of the post
   * @param span position of the mention, if known
   * @param named the entities with that name, the most popular first
   */
  public QuestionDecision about(
      String mention, String text, Optional<Span> span, List<Described> named) {
    List<Described> candidates = named.subList(0, Math.min(named.size(), limits.maxCandidates()));
    if (candidates.isEmpty()) {
      return resolved(Reason.NO_CANDIDATE, Optional.empty());
    }
    List<String> choices = choices(candidates);
    if (choices.isEmpty()) {
      return resolved(Reason.NO_DESCRIPTION, Optional.empty());
    }
    boolean clear =
        choices.size() == 1 && candidates.stream().noneMatch(c -> c.description().isBlank());
    if (clear && limits.singleCandidate() != SingleCandidate.ASK) {
      Reason reason = candidates.size() == 1 ? Reason.SINGLE_CANDIDATE : Reason.SAME_DESCRIPTION;
      return resolved(
          reason,
          Optional.of(choices.get(0)).filter(c -> limits.singleCandidate() == SingleCandidate.USE));
    }
    return new Needed(
        new Question(
            mention, TextTruncation.around(text, mention, span, limits.maxTextChars()), choices));
  }

  /** In the order of the QIDs, which is stable; popularity changes daily. */
  private List<String> choices(List<Described> candidates) {
    return candidates.stream()
        .sorted(Comparator.comparing(Described::qid, Qids.byNumber()))
        .map(candidate -> candidate.description().strip())
        .map(description -> TextTruncation.head(description, limits.maxDescriptionChars()))
        .filter(description -> !description.isEmpty())
        .distinct()
        .toList();
  }

  private static Resolved resolved(Reason reason, Optional<String> description) {
    return new Resolved(new NotNeeded(reason, description));
  }
}
