package org.melange.propose;

import java.util.List;

/**
 * A mention and what its post has. Values that it does not have are null.
 *
 * @param evidence what a proposal shows; whether it counts is not known yet
 * @param mention the text of the mention
 * @param language of the post
 * @param textKey equal for equal texts of posts
 * @param images all pictures of the post
 */
public record PostMention(
    Evidence evidence, String mention, String language, String textKey, List<String> images) {}
