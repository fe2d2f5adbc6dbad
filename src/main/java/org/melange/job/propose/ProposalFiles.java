package org.melange.job.propose;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import org.melange.propose.DepictsStatements;
import org.melange.propose.Evidence;
import org.melange.propose.Proposal;
import org.melange.propose.ProposalKind;
import org.melange.propose.QuickStatements;
import org.melange.propose.WebAddress;
import org.melange.report.Headline;
import org.melange.report.PageTemplate;
import org.melange.report.ProposalPage;
import org.melange.report.ProposalPage.Section;
import org.melange.report.ShownEntity;
import org.melange.report.ShownProposal;
import org.melange.report.ShownProposal.ShownPost;

/**
 * The files beside the table of proposals: a page, QuickStatements and statements for Commons. The
 * page shows those proposals of each kind that have the most posts; the others are in the table.
 */
final class ProposalFiles {

  /** Proposals of a kind that the page shows. */
  static final int SHOWN = 500;

  private static final Comparator<Numbered> FEWEST_POSTS =
      Comparator.<Numbered>comparingLong(shown -> shown.proposal().posts())
          .thenComparing(Comparator.comparingLong(Numbered::number).reversed());

  private final Map<ProposalKind, Long> counts = new EnumMap<>(ProposalKind.class);
  private final Map<ProposalKind, PriorityQueue<Numbered>> shown =
      new EnumMap<>(ProposalKind.class);
  private final QuickStatements quickStatements = new QuickStatements();
  private final DepictsStatements depicts = new DepictsStatements();

  /** A proposal and its place in the table. */
  private record Numbered(long number, Proposal proposal) {}

  /** Adds the next proposal of the table. */
  void add(Proposal proposal) {
    PriorityQueue<Numbered> most =
        shown.computeIfAbsent(proposal.kind(), kind -> new PriorityQueue<>(FEWEST_POSTS));
    most.add(new Numbered(total(), proposal));
    if (most.size() > SHOWN) {
      most.poll();
    }
    counts.merge(proposal.kind(), 1L, Long::sum);
    quickStatements.add(proposal);
    depicts.add(proposal);
  }

  /** The number of proposals of a kind. */
  long count(ProposalKind kind) {
    return counts.getOrDefault(kind, 0L);
  }

  /** The number of all proposals. */
  long total() {
    return counts.values().stream().mapToLong(Long::longValue).sum();
  }

  QuickStatements quickStatements() {
    return quickStatements;
  }

  DepictsStatements depicts() {
    return depicts;
  }

  /**
   * The page.
   *
   * @param lead what the proposals were found in
   */
  String page(List<String> lead) {
    List<Headline> headlines = new ArrayList<>();
    headlines.add(Headline.of("Proposals", total(), "of all kinds"));
    headlines.add(
        Headline.of("QuickStatements", quickStatements.lines().size(), "lines, for Wikidata"));
    headlines.add(Headline.of("Files on Commons", depicts.files(), "with what they depict"));
    List<Section> sections = Arrays.stream(ProposalKind.values()).map(this::section).toList();
    return PageTemplate.proposals(
        new ProposalPage("Proposals for the knowledge base", lead, headlines, sections));
  }

  private Section section(ProposalKind kind) {
    List<ShownProposal> proposals =
        shown.getOrDefault(kind, new PriorityQueue<>(FEWEST_POSTS)).stream()
            .sorted(Comparator.comparingLong(Numbered::number))
            .map(numbered -> shown(numbered.proposal()))
            .toList();
    long more = count(kind) - proposals.size();
    String note =
        more == 0 ? "" : Headline.count(more) + " with fewer posts are in the table only.";
    return new Section(kind.code(), title(kind), meaning(kind), note, proposals);
  }

  private static String title(ProposalKind kind) {
    return switch (kind) {
      case ALIAS -> "Aliases";
      case DESCRIPTION -> "Missing descriptions";
      case IMAGE -> "Images";
      case NEW_ENTITY -> "New entities";
    };
  }

  private static String meaning(ProposalKind kind) {
    return switch (kind) {
      case ALIAS -> "Posts use these names for entities that do not have them.";
      case DESCRIPTION -> "Many posts link to these entities, which have no description.";
      case IMAGE -> "Posts with these pictures link to entities that have no image.";
      case NEW_ENTITY -> "No entity has these names, and the texts of their posts are similar.";
    };
  }

  private static ShownProposal shown(Proposal proposal) {
    ShownEntity entity =
        proposal.qid() == null ? null : new ShownEntity(proposal.qid(), proposal.label(), null);
    String address = proposal.kind() == ProposalKind.IMAGE ? address(proposal.value()) : null;
    return new ShownProposal(
        entity,
        proposal.value(),
        address,
        proposal.languages(),
        proposal.posts(),
        proposal.postsTotal(),
        proposal.confidence(),
        proposal.evidence().stream().map(ProposalFiles::shown).toList());
  }

  private static ShownPost shown(Evidence post) {
    return new ShownPost(
        post.postId(),
        post.mentionId(),
        post.text(),
        address(post.url()),
        post.image(),
        address(post.image()),
        post.confidence(),
        post.independent());
  }

  private static String address(String address) {
    return WebAddress.of(address).orElse(null);
  }
}
