package org.melange.sample;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedWriter;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.melange.sample.flag.FlagSpec;

/** Writes posts, their images and gold links, and counts them. Not thread-safe. */
final class PostWriter implements Closeable {

  private final PostImages images;
  private final BufferedWriter posts;
  private final BufferedWriter gold;
  private final BufferedWriter goldByName;
  private final Map<Defect, Integer> defects = new EnumMap<>(Defect.class);
  private String lastLine = "";
  private int lines;
  private int accepted;
  private int withImage;
  private int mentions;
  private int nil;
  private int byName;

  PostWriter(Path dir, SampleOptions options) throws IOException {
    images = new PostImages(dir);
    posts = Files.newBufferedWriter(dir.resolve(SampleCorpus.POSTS));
    gold = Files.newBufferedWriter(dir.resolve(SampleCorpus.GOLD));
    goldByName = Files.newBufferedWriter(dir.resolve(SampleCorpus.GOLD_BY_NAME));
  }

  /** Writes an intact post with its image in a file or, if {@code inline}, in its URI. */
  void write(PostPlan plan, boolean inline, SplittableRandom random) throws IOException {
    Optional<String> uri = Optional.empty();
    if (plan.flag().isPresent()) {
      FlagSpec flag = plan.flag().get();
      uri =
          Optional.of(
              inline ? images.inline(flag, random) : images.file(plan.postId(), flag, random));
      withImage++;
    }
    line(PostJson.post(plan, uri).toString());
    answer(plan, plan.mentions().size());
  }

  /** Writes a post with {@code defect}, an image and two mentions. */
  void write(PostPlan plan, Defect defect, SplittableRandom random) throws IOException {
    defects.merge(defect, 1, Integer::sum);
    if (defect == Defect.DUPLICATE_POST_ID) {
      line(lastLine);
      return;
    }
    String uri = images.broken(plan.postId(), plan.flag().orElseThrow(), defect, random);
    ObjectNode post = PostJson.post(plan, Optional.of(uri));
    line(Defects.plant(defect, post));
    switch (defect.effect()) {
      case POST_REFUSED -> {}
      case MENTION_REFUSED -> {
        withImage++;
        answer(plan, 1);
      }
      case IMAGE_UNUSABLE, IMAGE_DOUBTFUL -> answer(plan, plan.mentions().size());
    }
  }

  SampleCounts counts(SampleEntities entities) {
    return new SampleCounts(
        entities.all().size(),
        entities.drawable().size(),
        lines,
        accepted,
        withImage,
        mentions,
        nil,
        byName,
        defects);
  }

  @Override
  public void close() throws IOException {
    try (posts;
        gold) {
      goldByName.close();
    }
  }

  private void line(String line) throws IOException {
    posts.write(line + "\n");
    lastLine = line;
    lines++;
  }

  private void answer(PostPlan plan, int acceptedMentions) throws IOException {
    accepted++;
    if (!plan.named()) {
      goldByName.write(PostJson.goldByName(plan) + "\n");
      byName++;
      return;
    }
    for (ObjectNode row : PostJson.gold(plan, acceptedMentions)) {
      gold.write(row + "\n");
      mentions++;
      nil += row.get("qid").isNull() ? 1 : 0;
    }
  }
}
