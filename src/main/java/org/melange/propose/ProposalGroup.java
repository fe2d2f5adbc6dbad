package org.melange.propose;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The mentions that support one proposal, or the images of one entity. They are added in their
 * order: by descending confidence, then by post and mention. Of several mentions of a post the
 * first counts.
 */
public final class ProposalGroup {

  private static final double DIGITS = 1e6;

  private final ProposalKind kind;
  private final String qid;
  private final String label;
  private final ProposalRules rules;

  private final IndependentPosts posts = new IndependentPosts();
  private final List<Evidence> counted = new ArrayList<>();
  private final List<Evidence> others = new ArrayList<>();
  private final Map<String, Long> names = new TreeMap<>();
  private final Map<String, Long> languages = new TreeMap<>();
  private long count;
  private double confidences;

  /**
   * @param qid the entity; null for a new one
   * @param label the label of the entity; null for a new one
   */
  public ProposalGroup(ProposalKind kind, String qid, String label, ProposalRules rules) {
    this.kind = kind;
    this.qid = qid;
    this.label = label;
    this.rules = rules;
  }

  /** Adds the next mention. */
  public void add(PostMention next) {
    posts.add(next).ifPresent(counts -> add(next, counts));
  }

  private void add(PostMention next, boolean counts) {
    List<Evidence> kept = counts ? counted : others;
    if (kept.size() < rules.maxEvidence()) {
      kept.add(next.evidence().counting(counts));
    }
    if (counts) {
      count++;
      confidences += Objects.requireNonNullElse(next.evidence().confidence(), 0.0);
      names.merge(next.mention(), 1L, Long::sum);
      if (next.language() != null) {
        languages.merge(next.language(), 1L, Long::sum);
      }
    }
  }

  /** The proposals; none if too few posts count. */
  public List<Proposal> proposals() {
    if (count < (kind == ProposalKind.DESCRIPTION ? rules.minLinks() : rules.minPosts())) {
      return List.of();
    }
    return switch (kind) {
      case IMAGE -> counted.stream().limit(rules.maxImages()).map(this::image).toList();
      case ALIAS, NEW_ENTITY -> List.of(proposal(mostFrequent(names), evidence(Stream.of())));
      case DESCRIPTION -> List.of(proposal(null, evidence(Stream.of())));
    };
  }

  /** The post with the picture comes first. */
  private Proposal image(Evidence post) {
    return proposal(post.image(), evidence(Stream.of(post)));
  }

  private List<Evidence> evidence(Stream<Evidence> first) {
    return Stream.of(first, counted.stream(), others.stream())
        .flatMap(part -> part)
        .distinct()
        .limit(rules.maxEvidence())
        .toList();
  }

  private Proposal proposal(String value, List<Evidence> evidence) {
    Double mean = kind == ProposalKind.NEW_ENTITY ? null : rounded(confidences / count);
    return new Proposal(
        kind,
        qid,
        label,
        value,
        mostFrequent(languages),
        List.copyOf(languages.keySet()),
        count,
        posts.total(),
        mean,
        evidence);
  }

  private static Double rounded(double confidence) {
    return Math.round(confidence * DIGITS) / DIGITS;
  }

  /** Of several, the first in the order of code units; null if there is none. */
  private static String mostFrequent(Map<String, Long> counts) {
    return counts.entrySet().stream()
        .min(
            Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder())
                .thenComparing(Map.Entry.comparingByKey()))
        .map(Map.Entry::getKey)
        .orElse(null);
  }
}
