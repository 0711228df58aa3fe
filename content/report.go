package content

import (
	"slices"

	"loa"
)

// readReport reads the outline of the report.
func (r *reader) readReport(o object) {
	var ids index
	for _, p := range o.objects("report", "id", "title", "items") {
		id, title := p.required("id"), p.required("title")
		known := r.codeID(id) && r.declare(&ids, id)
		part := loa.ReportPart{ID: id.text, Title: title.text, Items: r.reportItems(p, &ids)}
		if len(p.list("items")) == 0 {
			r.add(p.place("items"), "missing", data{"Key": "items"})
		}
		if known {
			r.c.Report = append(r.c.Report, part)
		}
	}
}

// reportItems reads the items of a part. Their ids are unique over all parts.
func (r *reader) reportItems(part object, ids *index) []loa.ReportItem {
	var items []loa.ReportItem
	for _, i := range part.objects("items", "id", "title", "figures", "data", "written") {
		id, title := i.required("id"), i.required("title")
		item := loa.ReportItem{
			ID: id.text, Title: title.text, Figures: plain(i.texts("figures")), Written: i.truth("written"),
		}
		if i.has("data") {
			data := i.text("data")
			if item.Data = data.text; !slices.Contains(loa.ReportData(), item.Data) {
				r.add(data.at, "unknown_data", map[string]any{"Value": item.Data, "Known": listed(loa.ReportData())})
			}
		}
		if !item.Written && len(i.list("figures")) == 0 {
			r.add(i.at, "report_empty", data{"ID": id.text})
		}
		if r.codeID(id) && r.declare(ids, id) {
			items = append(items, item)
		}
	}
	return items
}
