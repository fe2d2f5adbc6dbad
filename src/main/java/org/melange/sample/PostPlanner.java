package org.melange.sample;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.melange.sample.PostPlan.PlannedMention;
import org.melange.sample.Template.Filled;
import org.melange.sample.flag.FlagSpec;

/** Decides the content of each post. Thread-safe: a plan depends on its random numbers only. */
final class PostPlanner {

  private static final double WITHOUT_IMAGE = 0.12;
  private static final double WITHOUT_MENTIONS = 0.08;
  private static final double WITHOUT_SPAN = 0.08;
  private static final double PAIR = 0.10;
  private static final double NIL = 0.04;
  private static final double HINT = 0.2;
  private static final double CONTESTED = 0.55;
  private static final double SHARED_NAME = 0.85;
  private static final int SHORTEST_NAME = 3;

  private final SampleEntities entities;
  private final List<SampleEntity> drawable;
  private final List<SampleEntity> contested;
  private final SamplePart part;
  private final List<UnknownName> unknown;
  private final List<Template> silent;
  private final List<Template> hinting;
  private final List<Template> describing;
  private final List<Template> pairing;

  PostPlanner(SampleEntities entities, SamplePart part) {
    this.entities = entities;
    this.part = part;
    unknown = UnknownName.load(part);
    drawable = entities.drawable();
    contested = entities.contested();
    List<Template> all = Template.load(part);
    silent = all.stream().filter(t -> !t.hints() && !t.pairs()).toList();
    hinting = all.stream().filter(Template::hints).toList();
    describing = all.stream().filter(Template::describes).toList();
    pairing = all.stream().filter(Template::pairs).toList();
  }

  /** A post of any kind without a defect. */
  PostPlan plan(String postId, SplittableRandom random) {
    if (random.nextDouble() < NIL) {
      return unknown(postId, random);
    }
    if (random.nextDouble() < WITHOUT_IMAGE) {
      SampleEntity entity = pick(entities.all(), random);
      Template template = pick(entity.flag().isPresent() ? hinting : describing, random);
      return about(postId, entity, template, Optional.empty(), random);
    }
    SampleEntity entity = pick(random.nextDouble() < CONTESTED ? contested : drawable, random);
    double kind = random.nextDouble();
    List<Template> templates = kind < PAIR ? pairing : kind < PAIR + HINT ? hinting : silent;
    return about(postId, entity, pick(templates, random), entity.flag(), random);
  }

  /** A post with two mentions and an image, both mentions given with their spans. */
  PostPlan pair(String postId, SplittableRandom random) {
    SampleEntity entity = pick(contested, random);
    String name = name(entity, random);
    SampleEntity other = other(entity, random);
    Filled filled = pick(pairing, random).fill(name, other.label(), "", "");
    List<PlannedMention> mentions =
        List.of(
            new PlannedMention(name, filled.first(), true, Optional.of(entity.qid())),
            new PlannedMention(
                other.label(), filled.second().orElseThrow(), true, Optional.of(other.qid())));
    return new PostPlan(postId, filled.text(), mentions, true, entity.flag(), part);
  }

  private PostPlan unknown(String postId, SplittableRandom random) {
    UnknownName stranger = pick(unknown, random);
    Filled filled = pick(silent, random).fill(stranger.name(), "", "", "");
    PlannedMention mention =
        new PlannedMention(stranger.name(), filled.first(), true, Optional.empty());
    return new PostPlan(
        postId, filled.text(), List.of(mention), true, Optional.of(stranger.flag()), part);
  }

  private PostPlan about(
      String postId,
      SampleEntity entity,
      Template template,
      Optional<FlagSpec> flag,
      SplittableRandom random) {
    String name = name(entity, random);
    SampleEntity other = other(entity, random);
    Filled filled = template.fill(name, other.label(), entity.hint(), entity.description());
    boolean spanGiven = random.nextDouble() >= WITHOUT_SPAN;
    List<PlannedMention> mentions = new ArrayList<>();
    mentions.add(new PlannedMention(name, filled.first(), spanGiven, Optional.of(entity.qid())));
    if (template.pairs()) {
      mentions.add(
          new PlannedMention(
              other.label(), filled.second().orElseThrow(), spanGiven, Optional.of(other.qid())));
    }
    // In a post of two mentions, a finder may find further names. So such posts keep their
    // mentions.
    boolean named = template.pairs() || random.nextDouble() >= WITHOUT_MENTIONS;
    return new PostPlan(postId, filled.text(), mentions, named, flag, part);
  }

  /** An entity with a unique label, which the image does not show. */
  private SampleEntity other(SampleEntity entity, SplittableRandom random) {
    SampleEntity other = pick(drawable, random);
    while (entities.named(other.label()).size() > 1 || other.equals(entity)) {
      other = pick(drawable, random);
    }
    return other;
  }

  private String name(SampleEntity entity, SplittableRandom random) {
    List<String> names =
        random.nextDouble() < SHARED_NAME ? entities.ambiguousNames(entity) : entity.names();
    List<String> spoken =
        names.stream().filter(n -> n.codePointCount(0, n.length()) >= SHORTEST_NAME).toList();
    return pick(spoken.isEmpty() ? names : spoken, random);
  }

  private static <T> T pick(List<T> from, SplittableRandom random) {
    return from.get(random.nextInt(from.size()));
  }
}
