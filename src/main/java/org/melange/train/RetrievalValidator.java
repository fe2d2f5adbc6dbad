package org.melange.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import java.util.stream.IntStream;
import org.melange.clip.ClipModel;
import org.melange.train.data.Examples;
import org.melange.train.data.TextPair;

/**
 * Ranks entities for mentions by the dot product of their text embeddings. Keeps the scores of a
 * block of mentions with all entities. Not thread-safe. M mentions, N entities, E embedding width.
 */
public final class RetrievalValidator implements Validator {

  private static final int CHUNK = 256;

  private final ClipModel clip;
  private final List<TextPair> mentions = new ArrayList<>();
  private final List<Integer> answers = new ArrayList<>();
  private final List<TextPair> entities = new ArrayList<>();

  /**
   * A validator of {@code clip}.
   *
   * @param mentions mentions with the text of their entity
   * @param others further entities to rank
   * @throws IllegalArgumentException if there are no mentions
   */
  public RetrievalValidator(
      ClipModel clip, Examples<TextPair> mentions, Examples<TextPair> others) {
    if (mentions.size() == 0) {
      throw new IllegalArgumentException("no mentions to validate on");
    }
    this.clip = clip;
    Map<String, Integer> known = new LinkedHashMap<>();
    for (int i = 0; i < mentions.size(); i++) {
      this.mentions.add(mentions.get(i));
      answers.add(entity(known, mentions, i));
    }
    for (int i = 0; i < others.size(); i++) {
      entity(known, others, i);
    }
  }

  private int entity(Map<String, Integer> known, Examples<TextPair> examples, int i) {
    Integer found = known.putIfAbsent(examples.subject(i), entities.size());
    if (found == null) {
      entities.add(examples.get(i));
      return entities.size() - 1;
    }
    return found;
  }

  /** {@inheritDoc} An entity with the same score as the gold entity is ranked before it. */
  @Override
  public double mrr() {
    try (NDManager manager = NDManager.newBaseManager(clip.device())) {
      NDArray right = embed(manager, entities, TextPair::right, TextPair::rightLength); // [N, E]
      NDArray left = embed(manager, mentions, TextPair::left, TextPair::leftLength); // [M, E]
      double sum = 0;
      for (int from = 0; from < mentions.size(); from += CHUNK) {
        sum += reciprocalRanks(left, right, from);
      }
      return sum / mentions.size();
    }
  }

  private double reciprocalRanks(NDArray left, NDArray right, int from) {
    int to = Math.min(from + CHUNK, mentions.size());
    try (NDArray block = left.get(from + ":" + to);
        NDArray turned = right.transpose();
        NDArray scores = block.matMul(turned)) {
      float[] values = scores.toFloatArray();
      int width = entities.size();
      return IntStream.range(from, to)
          .mapToDouble(m -> 1.0 / rank(values, (m - from) * width, width, answers.get(m)))
          .sum();
    }
  }

  private static int rank(float[] scores, int offset, int width, int answer) {
    int rank = 1;
    for (int e = 0; e < width; e++) {
      if (e != answer && !(scores[offset + e] < scores[offset + answer])) {
        rank++;
      }
    }
    return rank;
  }

  private NDArray embed(
      NDManager manager,
      List<TextPair> pairs,
      Function<TextPair, long[]> ids,
      ToIntFunction<TextPair> length) {
    int width = clip.config().projectionDim();
    float[] all = new float[Math.multiplyExact(pairs.size(), width)];
    for (int from = 0; from < pairs.size(); from += CHUNK) {
      List<TextPair> chunk = pairs.subList(from, Math.min(from + CHUNK, pairs.size()));
      try (NDManager scope = manager.newSubManager()) {
        int[] lengths = chunk.stream().mapToInt(length).toArray();
        float[] values =
            TextEmbeddings.of(clip, scope, chunk.stream().map(ids).toList(), lengths)
                .toFloatArray();
        System.arraycopy(values, 0, all, from * width, values.length);
      }
    }
    return manager.create(all).reshape(pairs.size(), width);
  }
}
