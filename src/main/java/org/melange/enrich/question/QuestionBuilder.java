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
import org.melange.enrich.question.QuestionDecision.Ask;
import org.melange.enrich.question.QuestionDecision.Settled;
import org.melange.kb.Qids;

/**
 * Decides what is to be asked about a mention, if anything: which of the descriptions of the
 * entities of its name is meant. Pure: the same mention in the same text and the same entities give
 * the same question, whatever their order or popularity, so that it is not paid for again when
 * those change.
 */
public final class QuestionBuilder {

  private final Questions limits;

  /** Asks within {@code limits}. */
  public QuestionBuilder(Questions limits) {
    this.limits = requireNonNull(limits, "limits");
  }

  /**
   * An entity of the mention's name.
   *
   * @param qid its number in the knowledge base
   * @param description what it is, or empty
   */
  public record Described(String qid, String description) {}

  /**
   * What is to be asked.
   *
   * @param mention the name as written
   * @param text of the post
   * @param span where the mention stands in it, if known
   * @param named the entities of that name, the best known first
   */
  public QuestionDecision about(
      String mention, String text, Optional<Span> span, List<Described> named) {
    List<Described> candidates = named.subList(0, Math.min(named.size(), limits.maxCandidates()));
    if (candidates.isEmpty()) {
      return settled(Reason.NO_CANDIDATE, Optional.empty());
    }
    List<String> choices = choices(candidates);
    if (choices.isEmpty()) {
      return settled(Reason.NO_DESCRIPTION, Optional.empty());
    }
    boolean clear =
        choices.size() == 1 && candidates.stream().noneMatch(c -> c.description().isBlank());
    if (clear && limits.singleCandidate() != SingleCandidate.ASK) {
      Reason reason = candidates.size() == 1 ? Reason.SINGLE_CANDIDATE : Reason.SAME_DESCRIPTION;
      return settled(
          reason,
          Optional.of(choices.get(0)).filter(c -> limits.singleCandidate() == SingleCandidate.USE));
    }
    return new Ask(
        new Question(
            mention, TextTruncation.around(text, mention, span, limits.maxTextChars()), choices));
  }

  /** In the order of QIDs, which does not change from day to day as popularity does. */
  private List<String> choices(List<Described> candidates) {
    return candidates.stream()
        .sorted(Comparator.comparing(Described::qid, Qids.byNumber()))
        .map(candidate -> candidate.description().strip())
        .map(description -> TextTruncation.head(description, limits.maxDescriptionChars()))
        .filter(description -> !description.isEmpty())
        .distinct()
        .toList();
  }

  private static Settled settled(Reason reason, Optional<String> description) {
    return new Settled(new NotNeeded(reason, description));
  }
}
