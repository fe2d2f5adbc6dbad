package org.melange.spark.propose;

import static org.apache.spark.sql.functions.rand;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;
import static org.melange.spark.propose.ProposalFixture.COMMONS;

import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.melange.propose.Evidence;
import org.melange.propose.Proposal;
import org.melange.propose.ProposalKind;
import org.melange.propose.ProposalRules;
import org.melange.spark.kb.KnowledgeBase;

/** Which proposals links give. */
class ProposalFinderTest {

  private static final ProposalRules RULES = new ProposalRules(3, 4, 0.9, 2, 4, 2, "", 43);

  @TempDir private static Path dir;

  private static KnowledgeBase base;
  private static List<Proposal> proposals;

  @BeforeAll
  static void find() {
    base = ProposalFixture.kb(dir.resolve("kb"));
    ProposalFixture all = ProposalFixture.full();
    proposals = found(all.links(), all.posts(), RULES);
  }

  private static List<Proposal> found(Dataset<Row> links, Dataset<Row> posts, ProposalRules rules) {
    try (ProposalFinder finder = new ProposalFinder(links, posts, base, rules)) {
      return finder.proposals().collectAsList().stream().map(ProposalCodec::proposal).toList();
    }
  }

  private static List<Proposal> of(ProposalKind kind) {
    return proposals.stream().filter(proposal -> proposal.kind() == kind).toList();
  }

  private static List<String> posts(Proposal proposal) {
    return proposal.evidence().stream().map(Evidence::postId).toList();
  }

  @Test
  void imagesOfAnEntityThatHasNone() {
    List<Proposal> images = of(ProposalKind.IMAGE);
    assertThat(images)
        .extracting(Proposal::qid, Proposal::value, Proposal::posts, Proposal::postsTotal)
        .containsExactly(
            tuple("Q1", COMMONS + "Dawn.jpg", 3L, 5L),
            tuple("Q1", "https://example.org/noon.jpg", 3L, 5L));
    assertThat(images.get(0).confidence()).isEqualTo(0.96);
    assertThat(images.get(0).label()).isEqualTo("Tbilisi");
    assertThat(posts(images.get(0))).containsExactly("a1", "a2", "a3", "a4");
    assertThat(posts(images.get(1))).containsExactly("a2", "a1", "a3", "a4");
    assertThat(images.get(0).evidence())
        .extracting(Evidence::independent)
        .containsExactly(true, true, true, false);
    assertThat(images.get(0).evidence().get(0))
        .isEqualTo(
            new Evidence(
                "a1",
                "m1",
                "⟦Tbilisi⟧ at dawn",
                COMMONS + "Dawn.jpg",
                0.99,
                "https://example.org/a1",
                true));
    assertThat(images.get(0).evidence().get(2).mentionId()).isEqualTo("m1");
  }

  @Test
  void namesThatAnEntityDoesNotHave() {
    assertThat(of(ProposalKind.ALIAS))
        .singleElement()
        .satisfies(
            alias -> {
              assertThat(alias.qid()).isEqualTo("Q1");
              assertThat(alias.value()).isEqualTo("Tbilissi");
              assertThat(alias.language()).isEqualTo("en");
              assertThat(alias.languages()).containsExactly("de", "en");
              assertThat(alias.posts()).isEqualTo(3);
              assertThat(alias.postsTotal()).isEqualTo(4);
              assertThat(alias.confidence()).isEqualTo(0.97);
              assertThat(posts(alias)).containsExactly("b2", "b1", "b3", "b4");
            });
  }

  @Test
  void nilMentionsOfOneNameAreGroupedByTheirTexts() {
    assertThat(of(ProposalKind.NEW_ENTITY))
        .extracting(Proposal::qid, Proposal::value, Proposal::language, Proposal::confidence)
        .containsExactly(tuple(null, "Zork", "en", null), tuple(null, "zork", null, null));
    assertThat(of(ProposalKind.NEW_ENTITY))
        .extracting(ProposalFinderTest::posts)
        .containsExactly(List.of("f1", "f2", "f3"), List.of("g1", "g2", "g3"));
  }

  @Test
  void entitiesWithoutADescription() {
    assertThat(of(ProposalKind.DESCRIPTION))
        .singleElement()
        .satisfies(
            missing -> {
              assertThat(missing.qid()).isEqualTo("Q2");
              assertThat(missing.value()).isNull();
              assertThat(missing.posts()).isEqualTo(4);
              assertThat(missing.confidence()).isEqualTo(0.925);
              assertThat(posts(missing)).containsExactly("d4", "d3", "d2", "d1");
            });
  }

  @Test
  void lowerThresholdsGiveMore() {
    ProposalFixture all = ProposalFixture.full();
    ProposalRules lax = new ProposalRules(2, 4, 0.89, 9, 9, 2, "none", 43);
    List<Proposal> more = found(all.links(), all.posts(), lax);
    assertThat(more)
        .filteredOn(proposal -> proposal.kind() == ProposalKind.IMAGE)
        .extracting(Proposal::qid)
        .containsExactly("Q1", "Q1", "Q1", "Q1", "Q30", "Q30");
    assertThat(more)
        .filteredOn(proposal -> "Blip".equals(proposal.value()))
        .extracting(Proposal::posts)
        .containsExactly(2L);
    assertThat(more).allSatisfy(proposal -> assertThat(proposal.languages()).isEmpty());
  }

  @Test
  void partitionsAndOrderDoNotMatter() {
    ProposalFixture all = ProposalFixture.full();
    assertThat(
            found(
                all.links().orderBy(rand(1)).repartition(5),
                all.posts().repartition(4).orderBy(rand(2)),
                RULES))
        .isEqualTo(proposals);
  }
}
