package org.melange.train.data;

/**
 * Mentions with the entities that they mean, put together when they are asked for.
 *
 * @param mentions all of them
 * @param entities each at least once the answer to a mention, or a distractor
 * @param answers for each mention the number of its entity
 * @param <E> what is known of either
 */
@SuppressWarnings("ArrayRecordComponent") // made once for a training, never compared
public record Pairs<E>(Examples<E> mentions, Examples<E> entities, int[] answers)
    implements Examples<MentionPair<E>> {

  /** Refuses answers that name nothing. */
  public Pairs {
    if (answers.length != mentions.size()) {
      throw new IllegalArgumentException(
          answers.length + " answers for " + mentions.size() + " mentions");
    }
    for (int answer : answers) {
      if (answer < 0 || answer >= entities.size()) {
        throw new IllegalArgumentException(
            "an answer is entity " + answer + " of " + entities.size());
      }
    }
  }

  @Override
  public int size() {
    return mentions.size();
  }

  @Override
  public MentionPair<E> get(int i) {
    return new MentionPair<>(mentions.get(i), entities.get(answers[i]));
  }

  @Override
  public String id(int i) {
    return mentions.id(i);
  }
}
