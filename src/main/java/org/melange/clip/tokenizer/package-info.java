/** The byte-pair tokenizer of CLIP and its trainer. Pure Java. */
package org.melange.clip.tokenizer;
