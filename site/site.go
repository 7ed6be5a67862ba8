// Package site holds what the site is made of: templates of pages, the style sheet, scripts and pictures.
//
// Package render of the generator fills the templates and makes the rest small; nothing here is read at run time by anybody
// else. README.md beside this file says what stands where.
package site

import "embed"

// Assets are published under names that hold their hash; favicon.svg under its own.
//
//go:embed *.css *.js *.svg
var Assets embed.FS

// Templates are the texts of pages, in html/template, and the prose that belongs to every site.
//
//go:embed templates
var Templates embed.FS
