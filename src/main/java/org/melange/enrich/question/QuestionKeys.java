package org.melange.enrich.question;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/**
 * Computes the keys of questions: hashes of all that an answer depends on, which is the prompt, the
 * model, its parameters and the question.
 *
 * @param prompt the {@link PromptTemplate#version}
 * @param model name of the model at the service
 * @param parameters further fields of a request
 * @param outputLimit the field that limits the length of an answer
 * @param maxAnswerTokens length at which answers are truncated
 */
public record QuestionKeys(
    String prompt, String model, String parameters, String outputLimit, int maxAnswerTokens)
    implements Serializable {

  /** The key of a question, 32 hexadecimal digits. */
  public String of(Question question) {
    List<String> parts = new ArrayList<>();
    parts.add(prompt);
    parts.add(model);
    parts.add(parameters);
    parts.add(outputLimit + "=" + maxAnswerTokens);
    parts.add(question.mention());
    parts.add(question.text());
    parts.addAll(question.choices());
    return ShortSha256.of(parts);
  }
}
