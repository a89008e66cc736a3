#include "output/pdf_xmp.h"

#include "output/pdf_syntax.h"

void pdf_metadata_set_info(const struct pdf_metadata *m, struct pdf_file *file)
{
    const struct {
        const char *key;
        const char *value;
    } entries[] = {
        {"Title", m->title},     {"Author", m->author},
        {"Subject", m->subject}, {"Keywords", m->keywords},
        {"Creator", m->program}, {"Producer", m->program},
    };
    for (size_t i = 0; i < sizeof entries / sizeof *entries; i++)
        if (entries[i].value)
            pdf_file_set_info(file, entries[i].key, entries[i].value);
    if (m->created >= 0) {
        struct strbuf date = STRBUF_INIT;
        pdf_add_date(&date, m->created);
        pdf_file_set_info(file, "CreationDate", date.data);
        pdf_file_set_info(file, "ModDate", date.data);
        strbuf_free(&date);
    }
}

static void add_escaped(struct strbuf *buf, const char *text)
{
    for (; *text != '\0'; text++)
        switch (*text) {
        case '&':
            strbuf_add_text(buf, "&amp;");
            break;
        case '<':
            strbuf_add_text(buf, "&lt;");
            break;
        case '>':
            strbuf_add_text(buf, "&gt;");
            break;
        default:
            strbuf_add_char(buf, *text);
        }
}

/* Adds one property: BEFORE, the escaped text, AFTER; nothing when TEXT is
   NULL. */
static void add_property(struct strbuf *buf, const char *before,
                         const char *text, const char *after)
{
    if (!text)
        return;
    strbuf_add_text(buf, before);
    add_escaped(buf, text);
    strbuf_add_text(buf, after);
}

static void add_dates(struct strbuf *buf, int64_t created)
{
    static const char *const names[] = {"CreateDate", "ModifyDate",
                                        "MetadataDate"};
    if (created < 0)
        return;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        strbuf_add_format(buf, "<xmp:%s>", names[i]);
        pdf_add_xmp_date(buf, created);
        strbuf_add_format(buf, "</xmp:%s>\n", names[i]);
    }
}

/* PDF/A does not know the property of PDF/UA and requires its description. */
static const char accessibility[] =
    "<rdf:Description rdf:about=\"\""
    " xmlns:pdfuaid=\"http://www.aiim.org/pdfua/ns/id/\""
    " xmlns:pdfaExtension=\"http://www.aiim.org/pdfa/ns/extension/\""
    " xmlns:pdfaSchema=\"http://www.aiim.org/pdfa/ns/schema#\""
    " xmlns:pdfaProperty=\"http://www.aiim.org/pdfa/ns/property#\">\n"
    "<pdfuaid:part>1</pdfuaid:part>\n"
    "<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType=\"Resource\">\n"
    "<pdfaSchema:schema>PDF/UA Universal Accessibility Schema"
    "</pdfaSchema:schema>\n"
    "<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/"
    "</pdfaSchema:namespaceURI>\n"
    "<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>\n"
    "<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType=\"Resource\">\n"
    "<pdfaProperty:name>part</pdfaProperty:name>\n"
    "<pdfaProperty:valueType>Integer</pdfaProperty:valueType>\n"
    "<pdfaProperty:category>internal</pdfaProperty:category>\n"
    "<pdfaProperty:description>Indicates, which part of ISO 14289 standard "
    "is followed</pdfaProperty:description>\n"
    "</rdf:li></rdf:Seq></pdfaSchema:property>\n"
    "</rdf:li></rdf:Bag></pdfaExtension:schemas>\n"
    "</rdf:Description>\n";

void pdf_metadata_add_xmp(const struct pdf_metadata *m, struct strbuf *buf)
{
    strbuf_add_text(
        buf,
        "<?xpacket begin=\"\xEF\xBB\xBF\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\n"
        "<x:xmpmeta xmlns:x=\"adobe:ns:meta/\">\n"
        "<rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">\n"
        "<rdf:Description rdf:about=\"\""
        " xmlns:dc=\"http://purl.org/dc/elements/1.1/\""
        " xmlns:pdf=\"http://ns.adobe.com/pdf/1.3/\""
        " xmlns:xmp=\"http://ns.adobe.com/xap/1.0/\""
        " xmlns:pdfaid=\"http://www.aiim.org/pdfa/ns/id/\">\n"
        "<dc:format>application/pdf</dc:format>\n");
    add_property(buf, "<dc:title><rdf:Alt><rdf:li xml:lang=\"x-default\">",
                 m->title, "</rdf:li></rdf:Alt></dc:title>\n");
    add_property(buf, "<dc:creator><rdf:Seq><rdf:li>", m->author,
                 "</rdf:li></rdf:Seq></dc:creator>\n");
    add_property(buf,
                 "<dc:description><rdf:Alt><rdf:li xml:lang=\"x-default\">",
                 m->subject, "</rdf:li></rdf:Alt></dc:description>\n");
    add_property(buf, "<dc:language><rdf:Bag><rdf:li>", m->language,
                 "</rdf:li></rdf:Bag></dc:language>\n");
    add_property(buf, "<pdf:Keywords>", m->keywords, "</pdf:Keywords>\n");
    add_property(buf, "<pdf:Producer>", m->program, "</pdf:Producer>\n");
    add_property(buf, "<xmp:CreatorTool>", m->program, "</xmp:CreatorTool>\n");
    add_dates(buf, m->created);
    strbuf_add_format(buf,
                      "<pdfaid:part>%d</pdfaid:part>\n"
                      "<pdfaid:conformance>%c</pdfaid:conformance>\n"
                      "</rdf:Description>\n",
                      m->part, m->conformance);
    if (m->accessible)
        strbuf_add_text(buf, accessibility);
    strbuf_add_text(buf, "</rdf:RDF>\n</x:xmpmeta>\n<?xpacket end=\"r\"?>\n");
}
