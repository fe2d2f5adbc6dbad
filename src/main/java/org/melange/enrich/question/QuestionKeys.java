package org.melange.enrich.question;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/**
 * Names questions by what an answer depends on: the wording of the prompt, the model, its
 * parameters and the question itself. Equal keys, equal questions.
 *
 * @param prompt the {@link PromptTemplate#version}
 * @param model as the service calls it
 * @param parameters further members of a request
 * @param outputLimit the member that bounds the length of an answer
 * @param maxAnswerTokens where answers are cut
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
